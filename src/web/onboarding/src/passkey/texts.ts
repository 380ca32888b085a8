// Texts of the screens of a passkey.

import { sayFrom, type Texts } from "@linekeeper/ui/i18n.ts";

const ru = {
  title: "WhatsApp просит подтвердить вход ключом доступа",
  checkingTitle: "WhatsApp проверяет ответ…",
  codeTitle: "Сравните код с телефоном",
  why: "Этот аккаунт защищён ключом доступа. WhatsApp привяжет салон, когда вы подтвердите, что ключ у вас",
  looking: "Ищем расширение браузера…",
  willOpen:
    "Откроется вкладка web.whatsapp.com. Пусть она остаётся впереди, пока вы не подтвердите вход в окне браузера",
  ask: "Подтвердить ключом доступа",
  asking: "Подтвердите вход на вкладке web.whatsapp.com",
  askingHint: "Не переключайтесь с неё: потом она закроется сама и вы вернётесь сюда",
  stop: "Прервать",
  sending: "Передаём ответ WhatsApp…",
  again: "Попробовать ещё раз",
  left: "Осталось {time}",
  over: "Время вышло",
  replaced: "WhatsApp прислал новый запрос. Подтвердите его ещё раз",
  unreadable:
    "Запрос WhatsApp не читается. Отмените подключение и начните заново; если повторится, напишите в поддержку",
  mayNot:
    "Подтвердить может тот, кто начал это подключение, на своей странице, или сотрудник поддержки. Если это были не вы, отмените подключение",
  mayNotCompare:
    "Сравнить коды должен тот, кто начал это подключение, на своей странице, или сотрудник поддержки. Если это были не вы, отмените подключение",
  "not-found": "Расширение не отвечает. Проверьте, что оно включено и что эта страница в нём разрешена",
  "origin-not-allowed":
    "Расширение не пускает эту страницу. Нажмите его значок, выберите «Разрешить этой странице» и попробуйте ещё раз",
  "invalid-request":
    "Расширение не принимает этот запрос WhatsApp. Обновите расширение и попробуйте ещё раз, или напишите в поддержку",
  busy: "Другой запрос этой страницы ещё не закончен. Закройте вкладку web.whatsapp.com и попробуйте ещё раз",
  cancelled: "Подтверждение прервано. Можно попробовать ещё раз",
  refused:
    "Браузер не подтвердил вход: вы отказались, или на этом компьютере нет ключа этого аккаунта. Если ключ на телефоне, выберите в окне браузера телефон",
  timeout: "Никто не подтвердил вход вовремя. Попробуйте ещё раз",
  "tab-closed": "Вкладка web.whatsapp.com закрыта до подтверждения. Попробуйте ещё раз и не закрывайте её",
  unavailable: "web.whatsapp.com не открылся. Проверьте сеть и попробуйте ещё раз",
  interrupted: "Браузер остановил или обновил расширение. Попробуйте ещё раз; если не поможет, обновите страницу",
  failed: "Ключ доступа не ответил как нужно. Попробуйте ещё раз",
  needed: "Для этого нужно расширение браузера: страница салона сама не может спросить ключ доступа WhatsApp",
  install: "Установить расширение",
  download: "Скачать расширение",
  unpack: "Распакуйте архив в папку, которая останется на компьютере",
  chromiumOpen: "Откройте {address}, включите «Режим разработчика», нажмите «Загрузить распакованное» и выберите папку",
  firefoxOpen: "Откройте {address}, нажмите «Загрузить временное дополнение» и выберите скачанный архив",
  storeInstall: "Установите расширение из магазина",
  allow: "Вернитесь на эту страницу, нажмите значок расширения и выберите «Разрешить этой странице»",
  lookAgain: "Проверить ещё раз",
  stillAbsent: "Расширения пока не видно. Страница продолжает его искать",
  found: "Расширение найдено",
  framed: "Внутри другой страницы расширение не работает. Откройте эту страницу отдельно",
  openAlone: "Открыть в новой вкладке",
  elsewhere: "Продолжить на компьютере",
  otherComputer: "Ключ доступа на другом компьютере?",
  elsewherePhone: "Ключ доступа подтверждают на компьютере, в Chrome, Edge, Яндекс Браузере или Firefox",
  elsewhereOther: "В этом браузере расширения нет. Подойдут Chrome, Edge, Яндекс Браузер или Firefox на компьютере",
  elsewhereHow: "Откройте там адрес этой страницы: подключение продолжится само. Эту страницу можно не закрывать",
  share: "Отправить адрес…",
  address: "Адрес страницы",
  copyAddress: "Копировать адрес страницы",
  secret: "По этому адресу можно привязать WhatsApp салона: отправляйте его только себе",
  showQr: "Показать QR страницы",
  qrAlt: "QR с адресом этой страницы",
  qrFailed: "QR не получился. Скопируйте адрес",
  checkingHint: "Не закрывайте WhatsApp на телефоне. Обычно это занимает меньше минуты",
  compare: "На телефоне WhatsApp показывает код. Он такой же?",
  same: "Коды совпадают",
  differ: "Коды разные",
  differHint: "Если код на телефоне другой, подключение начал кто‑то ещё: не подтверждайте его",
  differed: "Коды не совпали, подключение отменено. Начните заново; если повторится, напишите в поддержку",
};

export type Key = keyof typeof ru;

const en: Record<Key, string> = {
  title: "WhatsApp asks for your passkey",
  checkingTitle: "WhatsApp is checking your answer…",
  codeTitle: "Compare the code with your phone",
  why: "This account is protected by a passkey. WhatsApp links the salon when you confirm that the passkey is yours",
  looking: "Looking for the browser extension…",
  willOpen: "A tab of web.whatsapp.com opens. It must stay in front until you have confirmed in the browser's dialog",
  ask: "Confirm with your passkey",
  asking: "Confirm in the tab of web.whatsapp.com",
  askingHint: "Keep it in front: it closes by itself afterwards, and you are back here",
  stop: "Stop",
  sending: "Handing your answer to WhatsApp…",
  again: "Try again",
  left: "{time} left",
  over: "Time is up",
  replaced: "WhatsApp has sent a new request. Confirm once more",
  unreadable:
    "WhatsApp's request can't be read. Cancel the linking and begin anew; if it happens again, contact support",
  mayNot:
    "Whoever began this linking can confirm it, on their own page, or a person of support. If that wasn't you, cancel the linking",
  mayNotCompare:
    "Whoever began this linking must compare the codes, on their own page, or a person of support. If that wasn't you, cancel the linking",
  "not-found": "The extension doesn't answer. Check that it is switched on and that this page is allowed in it",
  "origin-not-allowed": "The extension doesn't let this page in. Click its icon, choose Allow this page, and try again",
  "invalid-request":
    "The extension doesn't accept this request of WhatsApp. Update the extension and try again, or contact support",
  busy: "Another request of this page isn't finished yet. Close the tab of web.whatsapp.com and try again",
  cancelled: "The confirmation was stopped. You can try again",
  refused:
    "The browser didn't confirm: you declined, or this computer doesn't have the passkey of this account. If it is on your phone, choose the phone in the browser's dialog",
  timeout: "Nobody confirmed in time. Try again",
  "tab-closed": "The tab of web.whatsapp.com was closed before you confirmed. Try again and keep it open",
  unavailable: "web.whatsapp.com could not be opened. Check the network and try again",
  interrupted: "The browser stopped or updated the extension. Try again; if that doesn't help, reload the page",
  failed: "The passkey didn't answer as it should. Try again",
  needed: "This needs a browser extension: the salon's page itself can't ask for a passkey of WhatsApp",
  install: "Install the extension",
  download: "Download the extension",
  unpack: "Unpack the archive into a folder that stays on the computer",
  chromiumOpen: "Open {address}, switch on Developer mode, choose Load unpacked and that folder",
  firefoxOpen: "Open {address}, choose Load Temporary Add-on and the archive",
  storeInstall: "Install the extension from the store",
  allow: "Come back to this page, click the extension's icon and choose Allow this page",
  lookAgain: "Look again",
  stillAbsent: "The extension isn't there yet. This page goes on looking for it",
  found: "The extension is there",
  framed: "The extension doesn't work inside another page. Open this page by itself",
  openAlone: "Open in a new tab",
  elsewhere: "Go on at a computer",
  otherComputer: "Is the passkey on another computer?",
  elsewherePhone: "A passkey is confirmed at a computer, in Chrome, Edge, Yandex Browser or Firefox",
  elsewhereOther: "There is no extension for this browser. Use Chrome, Edge, Yandex Browser or Firefox at a computer",
  elsewhereHow: "Open this page's address there: the linking goes on by itself. You can leave this page open",
  share: "Share the address…",
  address: "Address of this page",
  copyAddress: "Copy the address of this page",
  secret: "This address lets anybody link the salon's WhatsApp: send it to nobody but yourself",
  showQr: "Show a QR of this page",
  qrAlt: "QR with the address of this page",
  qrFailed: "The QR could not be drawn. Copy the address",
  checkingHint: "Keep WhatsApp open on the phone. This usually takes less than a minute",
  compare: "WhatsApp on your phone shows a code. Is it the same?",
  same: "They are the same",
  differ: "They differ",
  differHint: "If the phone shows another code, somebody else began a linking: don't confirm it",
  differed: "The codes differed, the linking was cancelled. Begin anew; if it happens again, contact support",
};

export const texts: Texts<Key> = { ru, en };

export const say = sayFrom(texts);

/** Returns a text in both languages. */
export function both(key: Key): { ru: string; en: string } {
  return { ru: ru[key], en: en[key] };
}
