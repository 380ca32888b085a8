import { voice } from "../language.ts";

const ru = {
  title: "Вход для операторов",
  lead: "Войдите с ключом API, у которого есть право admin.",
  key: "Ключ администратора",
  keyHint: "Начинается с lk_. Ключ выдаёт команда:",
  show: "Показать ключ",
  hide: "Скрыть ключ",
  signIn: "Войти",
  signingIn: "Проверяем…",
  ended: "Сеанс закончился. Войдите снова",
  empty: "Введите ключ",
  notAKey: "Это не похоже на ключ: он начинается с lk_",
  wrong: "Ключ неверный, отозван или истёк",
  notAdmin: "У этого ключа нет права admin",
  throttled: "Слишком много попыток. Повторить можно через {time}",
};

const en: Record<keyof typeof ru, string> = {
  title: "Operators' sign-in",
  lead: "Sign in with an API key that has the scope admin.",
  key: "Admin key",
  keyHint: "It begins with lk_. This command makes one:",
  show: "Show key",
  hide: "Hide key",
  signIn: "Sign in",
  signingIn: "Checking…",
  ended: "The visit has ended. Sign in again",
  empty: "Enter a key",
  notAKey: "This doesn't look like a key: it begins with lk_",
  wrong: "The key is wrong, revoked or has expired",
  notAdmin: "This key doesn't have the scope admin",
  throttled: "Too many attempts. Try again in {time}",
};

export const say = voice({ ru, en });
