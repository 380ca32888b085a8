// Headings of the columns of the downloaded list.

import { voice } from "../language.ts";

const ru = {
  company: "Компания",
  name: "Имя",
  state: "Состояние",
  group: "Что поможет",
  code: "Причина",
  since: "С тех пор",
  down: "Нет связи с",
  attempts: "Попытки",
  reference: "Код обращения",
  phone: "Телефон",
  linked: "Привязан",
  acknowledgedBy: "Принял к сведению",
  note: "Заметка",
  yes: "да",
  no: "нет",
};

const en: Record<keyof typeof ru, string> = {
  company: "Company",
  name: "Name",
  state: "State",
  group: "What helps",
  code: "Reason",
  since: "Since",
  down: "Down since",
  attempts: "Attempts",
  reference: "Reference",
  phone: "Phone",
  linked: "Linked",
  acknowledgedBy: "Acknowledged by",
  note: "Note",
  yes: "yes",
  no: "no",
};

export const say = voice({ ru, en });
