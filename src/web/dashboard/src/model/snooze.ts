// For how long a trouble is acknowledged.

export const SNOOZES = [
  ...(["untilChange", "for3600", "for14400", "untilMorning"] as const),
  ...(["for86400", "for259200", "for604800"] as const),
] as const;

/** Hour of the morning, by the clock of this computer. */
const MORNING = 9;

/** Returns the seconds of a choice; null for no end in time. */
export function snoozeOf(choice: string, now: number): number | null {
  if (choice === "untilMorning") {
    const morning = new Date(now);
    morning.setDate(morning.getDate() + 1);
    morning.setHours(MORNING, 0, 0, 0);
    return Math.ceil((morning.getTime() - now) / 1000);
  }
  const seconds = /^for(\d+)$/.exec(choice)?.[1];
  return seconds === undefined ? null : Number(seconds);
}
