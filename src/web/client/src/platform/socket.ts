/** Part of the WebSocket interface that this package uses; implemented by browsers and by `ws`. */
export interface Socket {
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
  onerror: ((event: never) => void) | null;
  readonly readyState: number;
  send(text: string): void;
  close(): void;
}

/** `readyState` of a socket that is being opened. */
export const CONNECTING = 0;
/** `readyState` of a socket that accepts frames. */
export const OPEN = 1;

/** WebSocket class. `ws` takes the third argument, browsers ignore it. */
export type SocketClass = new (
  url: string,
  protocols?: string[],
  options?: { headers: Record<string, string> },
) => Socket;

/** Opens a socket, authenticated by the API key if there is one. */
export type OpenSocket = (url: string, key: string | null) => Socket;

/** Returns the headers that carry an API key. */
export function headersOf(key: string): { headers: Record<string, string> } {
  return { headers: { authorization: `Bearer ${key}` } };
}
