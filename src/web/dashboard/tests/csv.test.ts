import { describe, expect, test } from "vitest";

import type { CompaniesPage } from "../src/types.ts";
import { MOST_ROWS, lineOf, readAll, timeCell } from "../src/model/csv.ts";
import { EVERYTHING } from "../src/model/query.ts";
import { company } from "./rows.ts";

describe("the downloaded list", () => {
  test.each(["=1+1", "+79161234567", "-2", "@SUM(A1)", " =1", "\t=1", "\r=1", "\n", "\uff1d1", "=HYPERLINK(1)"])(
    "a name that a spreadsheet would compute is a text: %j",
    (name) => {
      const [cell] = lineOf([name], ",").split("\r\n");
      expect(cell!.replace(/^"/, "").startsWith("'")).toBe(true);
    },
  );

  test("quotes what would end a cell or a line", () => {
    expect(lineOf(['Anna "Beauty"', "a,b", "a;b", "a\nb", "plain", null, 7], ",")).toBe(
      '"Anna ""Beauty""","a,b","a;b","a\nb",plain,,7\r\n',
    );
    expect(lineOf(["a", "b"], ";")).toBe("a;b\r\n");
  });

  test("writes times by the clock of this computer", () => {
    expect(timeCell(new Date(2026, 10, 5, 7, 4).getTime())).toBe("2026-11-05 07:04");
    expect(timeCell(null)).toBeNull();
  });

  test("reads all pages, and stops at the bound", async () => {
    const page = Array.from({ length: 1000 }, (_, index) => company(String(index)));
    let asked = 0;
    const read = async (): Promise<CompaniesPage> => ({ companies: page, next: String((asked += 1)) });
    let rows = 0;
    const took = (of: CompaniesPage["companies"]): void => void (rows += of.length);
    const isAll = await readAll({ query: EVERYTHING, read, took, signal: new AbortController().signal });
    expect([isAll, rows, asked]).toEqual([false, MOST_ROWS, MOST_ROWS / 1000]);
  });

  test("knows when that was all", async () => {
    const cursors: (string | null)[] = [];
    const read = async (_: unknown, __: number, cursor: string | null): Promise<CompaniesPage> => {
      cursors.push(cursor);
      return { companies: [company("1")], next: cursor === null ? "2" : null };
    };
    const signal = new AbortController().signal;
    expect(await readAll({ query: EVERYTHING, read, took: () => undefined, signal })).toBe(true);
    expect(cursors).toEqual([null, "2"]);
  });

  test("ends when it is stopped", async () => {
    const stop = new AbortController();
    let rows = 0;
    const read = async (): Promise<CompaniesPage> => {
      if (rows === 2) stop.abort();
      return { companies: [company("1")], next: "more" };
    };
    const took = (): void => void (rows += 1);
    expect(await readAll({ query: EVERYTHING, read, took, signal: stop.signal })).toBe(false);
    expect(rows).toBe(2);
  });
});
