/** What this package needs of a WebSocket: browsers' and that of `ws` both are one. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  readonly readyState: number;
  send(text: string): void;
  close(): void;
}

/** The `readyState` of one that is being opened. */
export const CONNECTING = 0;
/** The `readyState` of one that takes what is sent. */
export const OPEN = 1;

/** A class of WebSockets. The third argument is what `ws` takes and browsers ignore. */
export type SocketClass = new (
  url: string,
  protocols?: string[],
  options?: { headers: Record<string, string> },
) => Socket;

/** Opens a socket, as the owner of an API key if there is one. */
export type OpenSocket = (url: string, key: string | null) => Socket;

/** The headers that an API key goes into. */
export function headersOf(key: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${key}` } };
}
