// Texts of the search over everything.

import { voice } from "../language.ts";

const ru = {
  title: "Поиск",
  label: "Компания, имя, телефон или код обращения",
  hint: "997441, Анна, +7 916 123-45-67, K7MNPQ23",
  results: "Что нашлось",
  pages: "Разделы",
  companies: "Компании",
  reference: "Код обращения {id}",
  searching: "Ищем…",
  nothing: "Ничего не нашлось",
  allFound: "Все найденные компании в списке",
  newCompany: "Открыть новую компанию {company}",
  keys: "↑ ↓ выбрать · Enter открыть · Esc закрыть",
};

const en: Record<keyof typeof ru, string> = {
  title: "Search",
  label: "Company, name, phone or reference",
  hint: "997441, Anna, +7 916 123-45-67, K7MNPQ23",
  results: "Results",
  pages: "Pages",
  companies: "Companies",
  reference: "Reference {id}",
  searching: "Searching…",
  nothing: "Nothing was found",
  allFound: "All companies that match, in the list",
  newCompany: "Open the new company {company}",
  keys: "↑ ↓ choose · Enter open · Esc close",
};

export const say = voice({ ru, en });

export const RESULTS = {
  ru: { one: "результат", few: "результата", many: "результатов", other: "результата" },
  en: { one: "result", other: "results" },
};
