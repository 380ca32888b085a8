// Written by `npm run generate` from docs/openapi.json. Do not edit.

import type { CompanyId, ErrorCode, UserAction } from "./frames.ts";

/**
 * What an event says: its company, its place in the log, and its message, the status of one, or what became
 * of the session. `chat` is null
 * exactly for events of the session.
 */
export type EventFacts = MessageFacts | StatusFacts | SessionFacts;
/**
 * Kind of a chat.
 */
export type ChatKind = "direct" | "group";
/**
 * Content of a message, by its kind.
 */
export type Content =
  | {
      kind: "text";
      /**
       * The text as it was written.
       */
      text: string;
    }
  | (Media & {
      kind: "media";
    })
  | (Place & {
      kind: "location";
    })
  | {
      /**
       * The cards.
       */
      contacts: Contact[];
      kind: "contacts";
    }
  | {
      kind: "view_once";
    }
  | {
      kind: "unsupported";
      /**
       * WhatsApp's name of it.
       */
      name: string;
    };
/**
 * Kind of a file.
 */
export type MediaKind = "image" | "video" | "video_note" | "audio" | "voice" | "document" | "sticker";
/**
 * How a message came.
 */
export type Origin = "live" | "offline" | "resend";
/**
 * Why a message was not sent. New reasons may be added.
 */
export type SendFailure =
  | "new_chats_locked"
  | "trust_token_missing"
  | "new_chat_refused"
  | "malformed"
  | "not_on_whatsapp"
  | "server_error"
  | "refused"
  | "media_gone"
  | "unreadable"
  | "not_encrypted";
/**
 * Status of a message that is sent.
 */
export type SendStatus =
  "queued" | "sending" | "expired" | "unknown" | "failed" | "sent" | "delivered" | "read" | "played";
/**
 * Type of an event. Receivers subscribe to types; new ones may be added, existing ones keep their meaning.
 */
export type EventType =
  | "message.received"
  | "message.sent_from_phone"
  | "message.edited"
  | "message.revoked"
  | "message.reaction"
  | "message.undecryptable"
  | "message.recovered"
  | "message.unrecoverable"
  | "message.status"
  | "session.linked"
  | "session.connected"
  | "session.disconnected"
  | "session.logged_out"
  | "session.passkey_required";
/**
 * Content of a message that is sent, by its kind.
 */
export type OutboundContent =
  | {
      kind: "text";
      /**
       * The text, at most 65,536 characters.
       */
      text: string;
    }
  | {
      /**
       * Text below it, at most 1,024 characters; not for voice messages, video notes and stickers.
       */
      caption?: string | null;
      /**
       * Name of a document, at most 256 characters; only for documents.
       */
      file_name?: string | null;
      kind: "media";
      /**
       * What it is shown as.
       */
      media: MediaKind;
      /**
       * Id of the file.
       */
      media_id: string;
    }
  | {
      /**
       * Its address, at most 1,024 characters.
       */
      address?: string | null;
      kind: "location";
      /**
       * Degrees north, -90 to 90.
       */
      latitude: number;
      /**
       * Degrees east, -180 to 180.
       */
      longitude: number;
      /**
       * Name of the place, at most 256 characters.
       */
      name?: string | null;
    }
  | {
      /**
       * The cards, at most 100.
       *
       * @minItems 1
       * @maxItems 100
       */
      contacts: [Contact, ...Contact[]];
      kind: "contacts";
    }
  | {
      /**
       * The emoji; null takes an earlier reaction back.
       */
      emoji?: string | null;
      kind: "reaction";
      /**
       * The message.
       */
      target: Target;
    }
  | {
      kind: "edit";
      /**
       * WhatsApp's id of that message.
       */
      message_id: string;
      /**
       * The text, at most 65,536 characters.
       */
      text: string;
    }
  | {
      kind: "revoke";
      /**
       * The message.
       */
      target: Target;
    };
/**
 * Who gets a message, as a caller writes it.
 */
export type RequestedRecipient =
  | {
      /**
       * A phone number, with its country code or as it is written in the service's region.
       */
      phone: string;
    }
  | {
      /**
       * A LID in digits, as events have it, without `@lid`.
       */
      lid: string;
    }
  | {
      /**
       * The id of a group, as events have it, without `@g.us`.
       */
      group: string;
    };

/**
 * An event as receivers get it, the same in the feed, in the stream and in webhooks.
 */
export interface LineEvent {
  /**
   * What it says.
   */
  data: EventFacts;
  /**
   * Id of the event, the same in every delivery.
   */
  id: string;
  /**
   * When it was written into the log.
   */
  timestamp: string;
  /**
   * Type of the event.
   */
  type: EventType;
}
/**
 * What an event says of a message.
 */
export interface MessageFacts {
  /**
   * The chat.
   */
  chat: Chat;
  /**
   * The content; null for deletions and reactions, and for what could not be decrypted.
   */
  content: Content | null;
  /**
   * Seconds after which the chat lets it disappear; null if it does not.
   */
  expiresInSeconds: number | null;
  /**
   * Whether it was forwarded.
   */
  forwarded: boolean;
  /**
   * Whether the salon wrote it.
   */
  fromMe: boolean;
  /**
   * WhatsApp's id of the message: unique among those of one sender in one chat.
   */
  messageId: string;
  /**
   * How it came.
   */
  origin: Origin;
  /**
   * The reaction; null where it was taken back, and for others.
   */
  reaction: string | null;
  /**
   * The message it replies to; null if it is no reply.
   */
  replyTo: Quoted | null;
  /**
   * Who wrote it.
   */
  sender: Person;
  /**
   * Name that the sender has given to the account; null if WhatsApp did not tell it.
   */
  senderName: string | null;
  /**
   * When it was sent, by WhatsApp's clock.
   */
  sentAt: string;
  /**
   * The message that is edited, deleted or reacted to; null for others.
   */
  target: Target | null;
  /**
   * Place among the events of its chat, or among those of the session, from 1 and without gaps: a receiver that misses
   * one has lost it.
   */
  chatSeq: number;
  /**
   * The company whose line it is.
   */
  companyId: CompanyId;
  /**
   * Place in the company's log, from 1. Grows with each event; the feed is read by it.
   */
  seq: number;
}
/**
 * A chat of the line. A direct chat is the same whether its person is addressed by LID or by number.
 */
export interface Chat {
  /**
   * Id of a group, without `@g.us`; null for direct chats.
   */
  group: string | null;
  /**
   * Kind of the chat.
   */
  kind: ChatKind;
  /**
   * LID of the person of a direct chat, without `@lid`; null where it is not known, and for groups.
   */
  lid: string | null;
  /**
   * Number of the person of a direct chat; null where WhatsApp hides it, and for groups.
   */
  phone: string | null;
}
/**
 * A file in a message.
 */
export interface Media {
  /**
   * Length in bytes that the sender gave.
   */
  bytes: number | null;
  /**
   * Text below it; null if there is none.
   */
  caption: string | null;
  /**
   * Name of a document; not checked, and no path.
   */
  fileName: string | null;
  /**
   * Height in pixels.
   */
  height: number | null;
  /**
   * Kind of the file.
   */
  media: MediaKind;
  /**
   * Id to fetch the file by; null where it cannot be fetched: in what a message quotes, and where the sender has not
   * said where it is.
   */
  mediaId: string | null;
  /**
   * MIME type that the sender gave it; not checked.
   */
  mimeType: string | null;
  /**
   * Length of a video or of a recording in seconds.
   */
  seconds: number | null;
  /**
   * SHA-256 of the file in hexadecimal.
   */
  sha256: string | null;
  /**
   * Width in pixels.
   */
  width: number | null;
}
/**
 * A place on the map.
 */
export interface Place {
  /**
   * Its address.
   */
  address: string | null;
  /**
   * Degrees north.
   */
  latitude: number;
  /**
   * Whether the sender shares where they are as they move; this is where they began.
   */
  live: boolean;
  /**
   * Degrees east.
   */
  longitude: number;
  /**
   * Name of the place.
   */
  name: string | null;
}
/**
 * Card of a contact.
 */
export interface Contact {
  /**
   * Name on the card.
   */
  name: string | null;
  /**
   * The card as a vCard; not checked.
   */
  vcard: string | null;
}
/**
 * What a message replies to.
 */
export interface Quoted {
  /**
   * What is quoted of it, as the sender of the reply has it; null if nothing is.
   */
  content: Content | null;
  /**
   * Id of the message that is quoted.
   */
  messageId: string;
  /**
   * Who wrote it; null where that is not said.
   */
  sender: Person | null;
}
/**
 * WhatsApp account of a person. At least one of the two is known; both belong to the same account.
 */
export interface Person {
  /**
   * The account's LID, without `@lid`; null where only the number is known.
   */
  lid: string | null;
  /**
   * Phone number in digits with the country code; null where WhatsApp hides it.
   */
  phone: string | null;
}
/**
 * Earlier message that an edit, a deletion or a reaction is about. It need not be in the log.
 */
export interface Target {
  /**
   * Whether the salon wrote it.
   */
  fromMe: boolean;
  /**
   * Id of that message.
   */
  messageId: string;
  /**
   * Who wrote it in a group; null in a direct chat, and where that is not said.
   */
  sender: Person | null;
}
/**
 * What an event says of a message that is sent.
 */
export interface StatusFacts {
  /**
   * The chat it goes to, with the name that the order gave.
   */
  chat: Chat;
  /**
   * The error of WhatsApp's ack; null if there was none, and for other statuses.
   */
  error: number | null;
  /**
   * Our id of the message, as the answer to the order gave it.
   */
  id: string;
  /**
   * WhatsApp's id of the message, by which replies and reactions name it.
   */
  messageId: string;
  /**
   * Why it failed; null for other statuses.
   */
  reason: SendFailure | null;
  /**
   * Time since which it is so, by WhatsApp's clock where WhatsApp said it.
   */
  since: string;
  /**
   * The status; never `sending`.
   */
  status: SendStatus;
  /**
   * Place among the events of its chat, or among those of the session, from 1 and without gaps: a receiver that misses
   * one has lost it.
   */
  chatSeq: number;
  /**
   * The company whose line it is.
   */
  companyId: CompanyId;
  /**
   * Place in the company's log, from 1. Grows with each event; the feed is read by it.
   */
  seq: number;
}
/**
 * What an event says of the session. Numbers are masked, as in the status.
 */
export interface SessionFacts {
  /**
   * Null: the event belongs to no chat. `chatSeq` counts the events of the session.
   */
  chat: null;
  /**
   * Why, if that is known; null for `session.linked`, `session.connected`, and a log-out that a person has ordered.
   */
  code: ErrorCode | null;
  /**
   * Time until which the passkey can be answered; null for other events, and where nobody here can answer it.
   */
  expiresAt: string | null;
  /**
   * The linked number, masked; null for `session.logged_out`, and where it is not known.
   */
  phoneNumber: string | null;
  /**
   * Time since which it is so.
   */
  since: string;
  /**
   * Action for a person; `none` while the service goes on by itself.
   */
  userAction: UserAction;
  /**
   * Place among the events of its chat, or among those of the session, from 1 and without gaps: a receiver that misses
   * one has lost it.
   */
  chatSeq: number;
  /**
   * The company whose line it is.
   */
  companyId: CompanyId;
  /**
   * Place in the company's log, from 1. Grows with each event; the feed is read by it.
   */
  seq: number;
}
/**
 * Order to send a message, as a caller writes it.
 */
export interface SendRequest {
  /**
   * What is sent.
   */
  content: OutboundContent;
  /**
   * Time at which it expires if it could not be sent by then; a day from now if null, and a week from now at most.
   */
  expiresAt?: string | null;
  /**
   * The message of the same chat that it replies to; null if it is no reply.
   */
  replyTo?: Target | null;
  /**
   * Who gets it.
   */
  to: RequestedRecipient;
}
/**
 * Message that was ordered, and what became of it.
 */
export interface SentMessage {
  /**
   * Attempts to write it.
   */
  attempts: number;
  /**
   * The chat it goes to; null if what is stored cannot be read.
   */
  chat: Chat | null;
  /**
   * What is sent; null if what is stored cannot be read.
   */
  content: OutboundContent | null;
  /**
   * Time at which a device of the recipient had it.
   */
  deliveredAt: string | null;
  /**
   * The error of WhatsApp's ack; null if there was none, and for other statuses.
   */
  error: number | null;
  /**
   * Time from which on it is not sent any more.
   */
  expiresAt: string;
  /**
   * Our id of the message.
   */
  id: string;
  /**
   * WhatsApp's id of it, by which replies and reactions name it.
   */
  messageId: string;
  /**
   * Time at which the recipient played it.
   */
  playedAt: string | null;
  /**
   * Time of the order.
   */
  queuedAt: string;
  /**
   * Time at which the recipient saw it, if they let that be known.
   */
  readAt: string | null;
  /**
   * Why it failed; null for other statuses.
   */
  reason: SendFailure | null;
  /**
   * The message that it replies to; null if it is no reply.
   */
  replyTo: Target | null;
  /**
   * Time of the last attempt to write it; null if there was none.
   */
  sendingAt: string | null;
  /**
   * Time at which WhatsApp had it; null as long as that is not known. So the following ones.
   */
  sentAt: string | null;
  /**
   * Its place among the messages of the line; `before` of the next page.
   */
  seq: number;
  /**
   * Time since which it has its status.
   */
  since: string;
  /**
   * How far it has come. It never goes back.
   */
  status: SendStatus;
}
