// Written by `npm run generate` from docs/openapi.json. Do not edit.

export interface paths {
    "/": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the page at the service's own address
         * @description Tells a person where to go: the dashboard and this documentation. Programs, which do not accept `text/html`, get
         *     `NOT_FOUND`.
         */
        get: operations["getHome"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/attention": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List what needs attention
         * @description Companies that need a person, grouped by what would help: the most urgent group first, the longest in trouble first;
         *     and the numbers of webhook endpoints that need one.
         */
        get: operations["getAttention"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/company-counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Count companies
         * @description Numbers of companies by state, by code and by what would help.
         */
        get: operations["countCompanies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get statistics of the last hours
         * @description Sessions by state over time, how far pairings got and how long they took, failures, restarts. Data older than the
         *     retention of the journal is missing.
         */
        get: operations["getOverview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/service": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the status of the service
         * @description Readiness and its checks, the database, the gate, the circuit breaker, the client version, and the numbers of
         *     sessions and WebSockets.
         *     Also available while the database is not.
         */
        get: operations["getService"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/visit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the current dashboard session
         * @description For the dashboard's own page, which needs the scopes and the CSRF token.
         */
        get: operations["getVisit"];
        put?: never;
        /**
         * Sign in to the dashboard
         * @description Needs an API key with the scope `admin`; sets the cookie of the dashboard session. Repeated failures with the same
         *     key from one network (an IPv4 address, or a /64 of IPv6) are answered 429 with a growing `Retry-After`.
         */
        post: operations["signIn"];
        /**
         * Sign out of the dashboard
         * @description Ends the dashboard session, closes its WebSockets and removes the cookie.
         */
        delete: operations["signOut"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/dashboard/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the WebSocket of all sessions
         * @description For dashboards: sends the current state of every session, then each change. Frames and close codes are described in
         *     [`/asyncapi.json`](/asyncapi.json).
         */
        get: operations["openBoard"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/companies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List companies
         * @description All companies that were ever linked, failed to link or were named, with the last outcome of each, from the database:
         *     also those whose session is not active.
         */
        get: operations["listCompanies"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/companies/{company}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a company
         * @description Its name, and its status as it was last recorded. A company of which nothing is recorded is reported as idle.
         */
        get: operations["getCompany"];
        /**
         * Name a company
         * @description Lists show the name and searches find it.
         */
        put: operations["nameCompany"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/companies/{company}/acknowledgement": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Acknowledge a company's trouble
         * @description The company is left out of what needs attention for a time, or as long as its trouble lasts. Trouble of another kind,
         *     or the same that begins anew, is shown again.
         */
        put: operations["acknowledgeTrouble"];
        post?: never;
        /**
         * Take an acknowledgement back
         * @description The company is shown again among what needs attention.
         */
        delete: operations["unacknowledgeTrouble"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find the journal entries of a request
         * @description Everything with this correlation id, of whatever company; newest first.
         */
        get: operations["findEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions
         * @description Lists the sessions that are active in the service: those of linked companies, and those with a pairing under way or
         *     a WebSocket open.
         */
        get: operations["listSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the status of a session
         * @description A company that is not known to the service is reported as `idle`.
         */
        get: operations["getSession"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/chats/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mark messages of a chat as read
         * @description Their senders see it if the account lets that be known, and the phone stops showing them as new. Nothing is stored: a line that
         *     is not connected refuses it.
         */
        post: operations["markMessagesRead"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/chats/typing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Show a chat that the line writes
         * @description WhatsApp's apps show it for some seconds: repeat it while the answer is being written.
         */
        post: operations["showTyping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/credentials/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the status of the stored credentials
         * @description Tells whether credentials are stored, of which phone, and when they expire if they are not used. The credentials
         *     themselves are never returned.
         */
        get: operations["getCredentialsStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/disconnect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disconnect a session
         * @description Closes the connection to WhatsApp and keeps the credentials: the device stays in the phone's list of linked devices.
         *     The session does not reconnect by itself, not even after a restart of the service, until it is restarted (`POST
         *     …/restart`) or a pairing is requested. A pairing under way is cancelled. The response is sent once the database has
         *     stored this; if the database is unavailable the response is 503 and the connection stays as it is. If nothing is
         *     linked there is nothing to disconnect, and the response is 200 as well.
         */
        post: operations["disconnectSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the journal of a session
         * @description Every state transition and every request concerning the session, with the cause, the actor that caused it and the
         *     correlation id; newest first.
         */
        get: operations["listEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/feed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read the events of a line
         * @description Everything that the line has received, in its order, from any place that is still kept. A reader keeps `next` once it
         *     has handled the page, and goes on from there: nothing is lost, and an event comes again only if the reader was
         *     interrupted. With `phone`, `lid` or `group` only one chat is read, to export it.
         */
        get: operations["readFeed"];
        put?: never;
        post?: never;
        /**
         * Delete messages of a line
         * @description Deletes the events of one chat, or all of the line's log with its key, so that backups of it cannot be read either.
         *     What endpoints are still owed of it is not delivered. Places in the log are not given out again. The credentials stay:
         *     the line goes on.
         */
        delete: operations["eraseFeed"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/feed/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Follow the events of a line
         * @description Server-sent events: `id` is the event's `seq`, `event` its type, `data` the event. The stream begins after `after`,
         *     goes on as events come, and ends after five minutes at the latest; resume it with the `id` of the last event in
         *     `Last-Event-ID`, as `EventSource` does by itself.
         */
        get: operations["followFeed"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/media": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Upload a file
         * @description Takes a file that a message is to be sent with. The body is the file, `Content-Type` its type. Any type is taken; which
         *     kinds of messages take which types and lengths is said where messages are sent. A file that is not complete is not
         *     kept. With an `Idempotency-Key` a repetition with the same file gets the same id and stores nothing more, as long as
         *     the file is kept.
         */
        put: operations["putMedia"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/media/{media}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get a file
         * @description The file of a message that the line has received (`mediaId` of its content), or one that was uploaded. The first time
         *     a file of a message is asked for it is fetched from WhatsApp over the line, whole and checked before the answer begins;
         *     from then on it is kept as long as its event.
         *
         *     The type is the one that the sender gave if it is harmless for browsers, else `application/octet-stream`. A body that
         *     ends before `Content-Length` has broken off.
         */
        get: operations["getMedia"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List messages that were sent to a chat
         * @description The newest first, with what became of each, as long as the events of the line are kept. One of `phone`, `lid` and `group` is
         *     required.
         */
        get: operations["listSentMessages"];
        put?: never;
        /**
         * Send a message
         * @description The message is stored and sent as soon as the line's pace lets it go: messages to those who wrote within a day before others,
         *     each chat in the order of its requests. A line that is away sends when it is back, until `expiresAt`. What becomes of the
         *     message is at the address in `Location`, and in events `message.status`.
         *
         *     The header `Idempotency-Key` is required: a repetition with the same key answers with the message that the first request
         *     ordered, and nothing is sent twice. Use one key for each message, and the same one for each repetition of its request.
         */
        post: operations["sendMessage"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/messages/{message}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a message that was ordered, and what became of it */
        get: operations["getSentMessage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/numbers/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Check which numbers are on WhatsApp
         * @description The line asks WhatsApp, so it has to be connected. Answers are kept for a day. WhatsApp blocks accounts that check many
         *     numbers: each line has a budget, by default 200 numbers an hour, and refuses with 429 beyond it.
         */
        post: operations["checkNumbers"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/onboarding-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List onboarding links of a company
         * @description Valid, expired and revoked links with their creators, newest first.
         */
        get: operations["listOnboardingLinks"];
        put?: never;
        /**
         * Create an onboarding link
         * @description For the owner of one company, with a limited lifetime. Its token opens the WebSocket of that company and nothing
         *     else. A pairing that is under way when it expires can be finished. The token has the name and the addresses as
         *     claims, which the page shows once the service has accepted the token; they win over those of the configuration.
         */
        post: operations["makeOnboardingLink"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/onboarding-links/{link}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Revoke an onboarding link
         * @description The link and its short address are not accepted any more, and WebSockets opened with it are closed, whatever is under
         *     way.
         */
        delete: operations["revokeOnboardingLink"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/outbox": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get how a line sends
         * @description Counts of the messages that were ordered by what became of them, the line's pace, and whether WhatsApp has refused new chats.
         *     What was written is not in it.
         */
        get: operations["getOutbox"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/pairing": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Start a pairing
         * @description The response is sent as soon as the pairing has started. The code or the QR is sent on the session's WebSocket;
         *     progress and outcome are in the session's status. Repeating the request for the same number while its code is valid
         *     returns to that code; a request for another number ends the pairing under way. A linked phone is changed only with
         *     `changeNumber`, unless its credentials are of no use any more; it works until the new phone is connected.
         */
        post: operations["beginPairing"];
        /**
         * Cancel the pairing under way
         * @description Does nothing if no pairing is under way.
         */
        delete: operations["giveUpPairing"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/pairing/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the challenge of a passkey
         * @description While WhatsApp demands the passkey of the account that is being linked: the challenge to answer, or the code to compare
         *     with the one that the phone shows. 404 when nothing is to be answered or compared, which includes the time in which
         *     WhatsApp checks an answer.
         */
        get: operations["getPasskey"];
        put?: never;
        /**
         * Answer the challenge of a passkey
         * @description Sends the assertion to WhatsApp. Each challenge is answered once: a second answer is refused with
         *     `PASSKEY_ALREADY_ANSWERED`, one for another challenge with `PASSKEY_OUTDATED`. What comes of it is in the session's
         *     status and on its WebSocket: a code to compare, a linked phone, or the end of the pairing.
         */
        post: operations["answerPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/pairing/passkey/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm the code of a passkey
         * @description Tells WhatsApp that a person has compared the code with the one that the phone shows, and that they are the same.
         */
        post: operations["confirmPasskey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Reset a session
         * @description Removes the connection and its credentials; if the session is connected, the device is also removed from the phone's
         *     list of linked devices. The response is sent once nothing is left.
         */
        post: operations["resetSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/restart": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Restart a session
         * @description Starts the session again from the stored credentials, also if it is parked (state `error` or `passkey_required`) or
         *     was disconnected. The response is sent once the session has started again, not when it is connected.
         */
        post: operations["restartSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/restart-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the restart policy of a company
         * @description The policy decides whether, how often and with which pauses the session is restarted after its actor dies (for
         *     example in a crash).
         */
        get: operations["getRestartPolicy"];
        /**
         * Set a restart policy for a company
         * @description Replaces the default for this company. It applies from the next time its session actor dies.
         */
        put: operations["putRestartPolicy"];
        post?: never;
        /**
         * Remove the restart policy of a company
         * @description The default policy applies again.
         */
        delete: operations["deleteRestartPolicy"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/sessions/{company}/ws": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open the WebSocket of a company
         * @description Frames and close codes are described in [`/asyncapi.json`](/asyncapi.json). The client authenticates by an API key,
         *     by the cookie of a dashboard session, by the token of an onboarding link offered as a subprotocol beside
         *     `linekeeper`, or by its first frame (`authenticate`).
         */
        get: operations["openSocket"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/webhooks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List webhook endpoints
         * @description Newest first.
         */
        get: operations["listWebhooks"];
        put?: never;
        /**
         * Add a webhook endpoint
         * @description Events of the named companies, or of all, are sent to its URL from now on, signed as
         *     [Standard Webhooks](https://www.standardwebhooks.com) says. Repeated, this adds another endpoint.
         */
        post: operations["addWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/webhooks/{webhook}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get a webhook endpoint */
        get: operations["getWebhook"];
        put?: never;
        post?: never;
        /**
         * Delete a webhook endpoint
         * @description Nothing is sent to it any more, and what it is owed is deleted.
         */
        delete: operations["deleteWebhook"];
        options?: never;
        head?: never;
        /**
         * Change a webhook endpoint
         * @description What is absent stays. Its secret is changed by `…/rotate`.
         */
        patch: operations["changeWebhook"];
        trace?: never;
    };
    "/api/whatsapp/webhooks/{webhook}/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List deliveries of a webhook endpoint
         * @description What waits, what was delivered within the last three days, or what was given up (dead letters).
         */
        get: operations["listWebhookDeliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/webhooks/{webhook}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a webhook endpoint
         * @description It gets nothing until it is enabled. What waits stays; what comes meanwhile is not owed to it.
         */
        post: operations["disableWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/webhooks/{webhook}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a webhook endpoint
         * @description As if nothing had failed: what waits is sent at once. What came while it was disabled was not owed to it;
         *     `…/replay` with the state `missed` sends that, too. Of an enabled endpoint this forgets its failures.
         */
        post: operations["enableWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/webhooks/{webhook}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send events to a webhook endpoint once more
         * @description At most 1000 at a time, in the order of each chat and with the ids that they have: receivers recognise what they had
         *     before. Of a disabled endpoint they wait until it is enabled.
         */
        post: operations["replayWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/webhooks/{webhook}/rotate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Rotate the secret of a webhook endpoint
         * @description Events are signed with the new secret from now on, and with the old one, too, for a day or the time that is given: so a
         *     receiver changes from one to the other at any time in between. A secret before these two signs no more.
         */
        post: operations["rotateWebhookSecret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/whatsapp/webhooks/{webhook}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a webhook endpoint
         * @description Sends an event of the type `webhook.test` at once, once, whether or not the endpoint is disabled, and returns its
         *     outcome. The event is signed as others are, is in no log and counts for nothing.
         */
        post: operations["testWebhook"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the AsyncAPI document of the WebSockets and the events */
        get: operations["getAsyncApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the process answers
         * @description Liveness check. Does not check the database or anything else.
         */
        get: operations["isAlive"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/l/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Open an onboarding link by its short address
         * @description Redirects to the onboarding page with the token of the link in the fragment. The code is the credential: it is
         *     returned once, as a part of `shortUrl`, and the service keeps a keyed hash of it. A browser gets a page that says
         *     what has become of a link that is not valid.
         */
        get: operations["openShortLink"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Get the metrics
         * @description OpenMetrics for Prometheus. Needs no authentication if the service is configured that way.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Get the OpenAPI document of the HTTP API */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/readyz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check that the process can do its work
         * @description Readiness check: the database answers and can write, and the gate admits waiting sessions. A WhatsApp client version
         *     that is refused is shown in `whatsapp` and does not fail the check.
         */
        get: operations["isReady"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description What an event is about. */
        About: components["schemas"]["MessageFacts"] | components["schemas"]["StatusFacts"] | components["schemas"]["SessionFacts"];
        /**
         * @description Public id of an API key, an onboarding link or a dashboard session. It is not a secret.
         * @example k3m9p2q8r7s6t5u4
         */
        AccessId: string;
        /** @description An operator's note that a company's trouble is known. */
        Acknowledged: {
            /**
             * Format: date-time
             * @description Time of the note.
             */
            at: string;
            /** @description Identity of the operator, as in the journal. */
            by: string;
            /** @description Label of the API key that they are signed in with. */
            label: string | null;
            /** @description The note. */
            note: string | null;
            /**
             * Format: date-time
             * @description Time until which the company is left out of what needs attention; null for as long as the trouble lasts.
             */
            until: string | null;
        };
        /** @description Note that a company's trouble is known. */
        AcknowledgementBody: {
            /** @description What is being done about it. */
            note?: string | null;
            /**
             * Format: int64
             * @description Time in seconds for which the company is left out of what needs attention. When absent, as long as the trouble
             *     lasts.
             */
            snoozeSeconds?: number | null;
        };
        /**
         * @description Party that caused a journal entry.
         * @enum {string}
         */
        Actor: "client" | "api" | "phone" | "whatsapp" | "store" | "gate" | "session" | "supervisor" | "housekeeping";
        /** @description New endpoint with its secret. */
        AddedWebhook: components["schemas"]["WebhookEndpoint"] & {
            /**
             * @description Secret with which its events are signed, as Standard Webhooks writes it. Returned only in this response.
             * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
             */
            secret: string;
        };
        /** @description Liveness of the process. */
        Alive: {
            status: components["schemas"]["AliveStatus"];
        };
        /**
         * @description Status of a process that answers.
         * @enum {string}
         */
        AliveStatus: "ok";
        /** @description What needs a person. */
        Attention: {
            /** @description Groups with at least one company, the most urgent first. */
            groups: components["schemas"]["AttentionGroup"][];
            webhooks: components["schemas"]["AttentionWebhooks"] | null;
        };
        /** @description Companies that the same would help. */
        AttentionGroup: {
            /**
             * Format: int64
             * @description How many of them an operator has acknowledged.
             */
            acknowledged: number;
            /** @description Those that nobody has acknowledged, the longest in trouble first, at most 50. */
            companies: components["schemas"]["Company"][];
            /**
             * Format: int64
             * @description Number of companies in the group.
             */
            count: number;
            /** @description What would help. */
            group: components["schemas"]["Help"];
        };
        /** @description Numbers of webhook endpoints that need a person. */
        AttentionWebhooks: {
            /**
             * Format: int32
             * @description Endpoints that failures have disabled.
             */
            disabled: number;
            /**
             * Format: int32
             * @description Enabled endpoints whose attempts have all failed for an hour or longer.
             */
            failing: number;
        };
        /**
         * @description Growing pauses. The default is WhatsApp Web's: Fibonacci seconds, at most 900 s, ±10 % jitter, reset after 30 s of
         *     stability.
         */
        Backoff: {
            /**
             * Format: int64
             * @description Longest pause before jitter, in milliseconds.
             */
            capMs: number;
            /**
             * Format: int64
             * @description First pause in milliseconds.
             */
            initialMs: number;
            /**
             * Format: int32
             * @description Jitter: the largest deviation of a pause, either way, in percent.
             */
            jitterPercent: number;
            /** @description Growth of the pauses. */
            kind: components["schemas"]["BackoffKind"];
            /**
             * Format: int32
             * @description Seconds of stability after which the next failure counts as the first.
             */
            stableAfterSeconds: number;
        };
        /**
         * @description Growth of pauses.
         * @enum {string}
         */
        BackoffKind: "fibonacci" | "exponential";
        /**
         * @description Status of the circuit breaker. It is open while WhatsApp refuses the client version of the service; then no session
         *     connects, except a probe from time to time.
         */
        BreakerHealth: {
            /**
             * Format: date-time
             * @description Time from which the next session that wants to connect is used as the probe; null while a probe is under way and
             *     while the breaker is closed.
             */
            nextProbeAt: string | null;
            /** @description Whether the breaker is open. */
            open: boolean;
            /**
             * Format: date-time
             * @description Time at which the breaker opened; null while it is closed.
             */
            since: string | null;
        };
        /**
         * @description State of a change of the phone.
         * @enum {string}
         */
        ChangeState: "creating" | "waiting_for_pairing_code" | "pairing_code_sent" | "waiting_for_passkey" | "checking_passkey" | "confirming_passkey" | "connecting" | "logging_out" | "failed";
        /** @description Status of a change of the phone. It contains no secrets: numbers are masked, pairing codes absent. */
        ChangeStatus: {
            code?: components["schemas"]["ErrorCode"] | null;
            correlationId?: components["schemas"]["CorrelationId"] | null;
            /**
             * Format: date-time
             * @description Expiry of the pairing code on the screen, or end of the time for a passkey's answer or comparison.
             */
            expiresAt?: string | null;
            /** @description The number that comes, masked; null for a QR that no phone has scanned. In `logging_out`, the number that goes. */
            maskedPhone?: string | null;
            message?: components["schemas"]["Text"] | null;
            method?: components["schemas"]["PairingMethod"] | null;
            oldDevice?: components["schemas"]["OldDeviceStatus"] | null;
            /** @description Whether the new phone has answered. */
            phoneAnswered: boolean;
            /**
             * Format: date-time
             * @description Time at which this state began.
             */
            since: string;
            /** @description State of the change. */
            state: components["schemas"]["ChangeState"];
        };
        /** @description A chat of the line. A direct chat is the same whether its person is addressed by LID or by number. */
        Chat: {
            /** @description Id of a group, without `@g.us`; null for direct chats. */
            group: string | null;
            /** @description Kind of the chat. */
            kind: components["schemas"]["ChatKind"];
            /** @description LID of the person of a direct chat, without `@lid`; null where it is not known, and for groups. */
            lid: string | null;
            /** @description Number of the person of a direct chat; null where WhatsApp hides it, and for groups. */
            phone: string | null;
        };
        /**
         * @description Kind of a chat.
         * @enum {string}
         */
        ChatKind: "direct" | "group";
        /** @description What WhatsApp says of a number. */
        CheckedNumber: {
            /** @description Whether it is a business account. */
            isBusiness: boolean;
            /** @description LID of the account; null where WhatsApp does not say it. */
            lid: string | null;
            /** @description Whether it has an account. */
            onWhatsapp: boolean;
            /** @description The number in digits, with the country code. */
            phone: string;
        };
        /** @description Which numbers are on WhatsApp. */
        CheckedNumbers: {
            /** @description One for each number, in the order of the request. */
            numbers: components["schemas"]["CheckedNumber"][];
        };
        /** @description Version of WhatsApp Web that the service announces to WhatsApp. */
        ClientVersion: {
            /**
             * Format: date-time
             * @description Time at which WhatsApp will stop taking this version, as it has told a session; null if it has not.
             */
            expiresAt: string | null;
            /**
             * Format: date-time
             * @description Time at which the version was last looked up successfully; null if it never was.
             */
            lookedUpAt: string | null;
            /**
             * Format: date-time
             * @description Time since which it has been announced.
             */
            since: string;
            source: components["schemas"]["ClientVersionSource"];
            /**
             * @description Version that sessions announce when they connect.
             * @example 2.3000.1042742319
             */
            version: string;
        };
        /**
         * @description Origin of the announced version.
         * @enum {string}
         */
        ClientVersionSource: "configured" | "looked_up" | "built_in";
        /** @description Page of companies. */
        CompaniesPage: {
            /** @description Companies of the page. */
            companies: components["schemas"]["Company"][];
            /** @description Value of `cursor` for the next page; null on the last page. */
            next: string | null;
        };
        /** @description A company in a list, with its status as it was last recorded, seconds ago at most while the service runs. */
        Company: {
            acknowledged: components["schemas"]["Acknowledged"] | null;
            /**
             * Format: int32
             * @description Failed attempts to connect since `downSince`.
             */
            attempts: number;
            cause: components["schemas"]["ErrorCode"] | null;
            code: components["schemas"]["ErrorCode"] | null;
            companyId: components["schemas"]["CompanyId"];
            correlationId: components["schemas"]["CorrelationId"] | null;
            /**
             * Format: date-time
             * @description Time at which the line stopped being connected; null if it is connected, or nothing was linked.
             */
            downSince: string | null;
            group: components["schemas"]["Help"] | null;
            /**
             * Format: date-time
             * @description Since when it needs one.
             */
            groupSince: string | null;
            lastFailure: components["schemas"]["LastFailure"] | null;
            /** @description Whether a phone is linked. */
            linked: boolean;
            message: components["schemas"]["Text"] | null;
            /** @description Name that people know it by; null if nobody gave one. */
            name: string | null;
            /** @description The linked number, or the one being linked, masked. */
            phoneNumber: string | null;
            /**
             * Format: date-time
             * @description Time at which the session entered this state.
             */
            since: string;
            /** @description State of the session. */
            state: components["schemas"]["StateName"];
            /** @description Action for a person. */
            userAction: components["schemas"]["UserAction"];
        };
        /** @description Numbers of companies; what is not listed has none. */
        CompanyCounts: {
            /** @description By the code of the park or of the last failure. */
            codes: {
                [key: string]: number;
            };
            /** @description By what would help. */
            groups: {
                [key: string]: number;
            };
            /** @description By state. */
            states: {
                [key: string]: number;
            };
            /**
             * Format: int64
             * @description All of them.
             */
            total: number;
        };
        /**
         * @description Id of a salon, assigned by the marketplace.
         * @example 997441
         */
        CompanyId: string;
        /** @description New name of a company. */
        CompanyName: {
            /** @description Name that people know it by; null removes it. */
            name: string | null;
        };
        /**
         * @description Order of a list of companies.
         * @enum {string}
         */
        CompanySort: "company" | "since" | "-since";
        /** @description Card of a contact. */
        Contact: {
            /** @description Name on the card. */
            name: string | null;
            /** @description The card as a vCard; not checked. */
            vcard: string | null;
        };
        /** @description Content of a message, by its kind. */
        Content: {
            /** @enum {string} */
            kind: "text";
            /** @description The text as it was written. */
            text: string;
        } | (components["schemas"]["Media"] & {
            /** @enum {string} */
            kind: "media";
        }) | (components["schemas"]["Place"] & {
            /** @enum {string} */
            kind: "location";
        }) | {
            /** @description The cards. */
            contacts: components["schemas"]["Contact"][];
            /** @enum {string} */
            kind: "contacts";
        } | {
            /** @enum {string} */
            kind: "view_once";
        } | {
            /** @enum {string} */
            kind: "unsupported";
            /** @description WhatsApp's name of it. */
            name: string;
        };
        /**
         * @description Id of a request in every log line and journal entry that it causes; users tell it to support.
         * @example http-0199c2a8
         */
        CorrelationId: string;
        /** @description Stored WhatsApp credentials of a company, without the credentials themselves. */
        CredentialsStatus: {
            /** @description Whether a reset would remove anything: credentials are stored, or a number is. */
            canReset: boolean;
            companyId: components["schemas"]["CompanyId"];
            /**
             * Format: date-time
             * @description Earliest time at which unused credentials are deleted. They are never deleted without a warning to their owner
             *     in good time, and using them moves the time further away. Null if no credentials are stored.
             */
            expiresAt: string | null;
            /** @description Whether credentials of a linked phone are stored. */
            hasCredentials: boolean;
            /**
             * @description Phone number of the stored credentials; without credentials, the number of a requested pairing that was not
             *     completed. International digits without `+` for callers with the scope `sessions:read` or `admin`, otherwise
             *     masked (`7900•••••63`). Null if there is neither.
             */
            storedPhone: string | null;
            /** @description Always true; a failure is a problem document. */
            success: boolean;
        };
        /**
         * @description Why an endpoint was disabled.
         * @enum {string}
         */
        DisableReason: "gone" | "failing" | "manual";
        /** @description Confirmation that the request was carried out or, with status 202, that it has started. */
        Done: {
            /** @description Correlation id of this request, as in the journal and the log. */
            correlationId: components["schemas"]["CorrelationId"];
            /** @description Id of the company whose session it is. */
            sessionId: components["schemas"]["CompanyId"];
            /** @description Always true; a failure is a problem document. */
            success: boolean;
        };
        /** @description What was deleted. */
        Erased: {
            /**
             * Format: int64
             * @description Number of events that were deleted.
             */
            events: number;
        };
        /**
         * @description Error code.
         *
         *     - `INVALID_PHONE`: What was typed is no phone number.
         *     - `PHONE_MISMATCH`: Another number than the linked one was asked for, without the consent to change the number.
         *     - `PHONE_IN_USE`: Another company has linked this phone, or the same WhatsApp account under another way of writing its number.
         *     - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read.
         *     - `RATE_LIMITED`: WhatsApp throttles the number, or a limit of codes is reached: the number's, the company's (5 numbers, 10 codes a day) or the onboarding link's (3 numbers a day); or the company has begun 30 pairings within the hour, by code or QR.
         *     - `LINKING_UNAVAILABLE`: WhatsApp does not link this account by number (452).
         *     - `PASSKEY_REQUIRED`: WhatsApp demands the account's passkey, and its demand has a form that cannot be answered.
         *     - `PASSKEY_EXPIRED`: WhatsApp demands the account's passkey, and nobody has answered, or compared the code on the phone, within the time that WhatsApp gives (at most ten minutes).
         *     - `PASSKEY_REFUSED`: WhatsApp has refused the passkey's answer: it is that of another account, or came too late.
         *     - `PASSKEY_NOT_CONFIRMED`: WhatsApp took the passkey's answer, and the linking was refused after that: on the phone, or because its exchange with the service failed.
         *     - `NO_PASSKEY_REQUESTED`: An answer or a confirmation came while nothing waits for one: the pairing has ended, or the service was restarted, which loses the challenge.
         *     - `PASSKEY_OUTDATED`: An answer or a confirmation names, or was signed for, another challenge than the one at hand.
         *     - `PASSKEY_ALREADY_ANSWERED`: The challenge was answered before, or its code confirmed: each counts once.
         *     - `PASSKEY_INVALID`: The answer is not a `PublicKeyCredential` of an assertion as JSON, or is larger than 16 KiB.
         *     - `ACCOUNT_NOT_SUPPORTED`: The account is hosted: its business is connected to Meta's cloud ("coexistence"), and the linking cannot be completed with it.
         *     - `PAIRING_TIMEOUT`: No code came within 20 s, retries included.
         *     - `CODE_EXPIRED`: The code (180 s) or the last QR ran out, or WhatsApp wants another code.
         *     - `PAIRING_NOT_FINISHED`: The phone answered the code, but WhatsApp did not say within 60 s that it is linked (a wrong code, or four devices are linked already); or the process died in the middle of the linking.
         *     - `SUPERSEDED`: Another request took the pairing's place.
         *     - `PAIRING_CODE_FAILED`: WhatsApp refused to give a code or to finish with it, or its word that the phone is linked does not verify, for a reason that has no code of its own.
         *     - `NETWORK_ERROR`: The connection to WhatsApp was lost while a phone was being linked.
         *     - `WRONG_PHONE_LINKED`: Another phone scanned or typed than the one that was asked for.
         *     - `LOGGED_OUT`: The phone unlinked this device, or the account's devices do not match (401, 411, 516, device_removed).
         *     - `REMOVED_AFTER_LINK`: WhatsApp removed the device less than 5 minutes after it was linked: a judgement on the account.
         *     - `REPLACED`: Another connection uses these credentials (409, 440, conflict replaced).
         *     - `TEMPORARILY_BANNED`: WhatsApp has banned the account for a time (402).
         *     - `BANNED`: WhatsApp has banned the account (406).
         *     - `ACCOUNT_LOCKED`: WhatsApp has locked the account (403).
         *     - `CLIENT_OUTDATED`: WhatsApp refuses our client version (405), for every session.
         *     - `DISCONNECTED`: A person disconnected the session.
         *     - `RESTART_LIMIT`: The session's actor died more often than its restart policy allows.
         *     - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping.
         *     - `NOT_CONNECTED`: The request needs the company's line, and that is not connected: it has no phone, reconnects, or was disconnected.
         *     - `MEDIA_GONE`: WhatsApp's media servers have deleted a file, which they do after some weeks, and the phone does not have it either.
         *     - `MEDIA_UNAVAILABLE`: WhatsApp's media servers do not answer, hang or break off, or the phone that has to upload the file again does not answer.
         *     - `MEDIA_DAMAGED`: A file was fetched from WhatsApp and is not the one that its message describes: its authenticator or its hash differs. Or the stored bytes of a file are not those that were stored.
         *     - `MEDIA_STORE_FULL`: The files of all companies have reached `media.quota_mb`, or the disk is almost full.
         *     - `MEDIA_STORE_UNAVAILABLE`: The folder or the bucket in which files are kept cannot be read or written.
         *     - `UNAUTHORIZED`: No credentials were presented.
         *     - `FORBIDDEN`: The presented credentials do not allow it.
         *     - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open.
         *     - `NOT_FOUND`: There is no such path.
         *     - `BAD_REQUEST`: The request or frame is malformed.
         *     - `INTERNAL`: A fault of ours: WhatsApp refuses our protocol or configuration (400, 409, 415, 418, 501 at connect), or its certificate cannot be trusted.
         * @enum {string}
         */
        ErrorCode: "INVALID_PHONE" | "PHONE_MISMATCH" | "PHONE_IN_USE" | "CREDENTIALS_CONFLICT" | "RATE_LIMITED" | "LINKING_UNAVAILABLE" | "PASSKEY_REQUIRED" | "PASSKEY_EXPIRED" | "PASSKEY_REFUSED" | "PASSKEY_NOT_CONFIRMED" | "NO_PASSKEY_REQUESTED" | "PASSKEY_OUTDATED" | "PASSKEY_ALREADY_ANSWERED" | "PASSKEY_INVALID" | "ACCOUNT_NOT_SUPPORTED" | "PAIRING_TIMEOUT" | "CODE_EXPIRED" | "PAIRING_NOT_FINISHED" | "SUPERSEDED" | "PAIRING_CODE_FAILED" | "NETWORK_ERROR" | "WRONG_PHONE_LINKED" | "LOGGED_OUT" | "REMOVED_AFTER_LINK" | "REPLACED" | "TEMPORARILY_BANNED" | "BANNED" | "ACCOUNT_LOCKED" | "CLIENT_OUTDATED" | "DISCONNECTED" | "RESTART_LIMIT" | "STORE_UNAVAILABLE" | "NOT_CONNECTED" | "MEDIA_GONE" | "MEDIA_UNAVAILABLE" | "MEDIA_DAMAGED" | "MEDIA_STORE_FULL" | "MEDIA_STORE_UNAVAILABLE" | "UNAUTHORIZED" | "FORBIDDEN" | "TOO_MANY_REQUESTS" | "NOT_FOUND" | "BAD_REQUEST" | "INTERNAL";
        /** @description Journal entry of a session. */
        Event: {
            /** @description Kind of actor that caused the event. */
            actor: components["schemas"]["Actor"];
            /**
             * Format: date-time
             * @description Time of the event.
             */
            at: string;
            code: components["schemas"]["ErrorCode"] | null;
            correlationId: components["schemas"]["CorrelationId"] | null;
            /**
             * @description Name of the event: the state that was entered (`connected`), or what was requested or done
             *     (`pairing_requested`).
             */
            event: string;
            from: components["schemas"]["StateName"] | null;
            /**
             * Format: int64
             * @description Number of the entry; later entries have larger numbers.
             */
            id: number;
            /**
             * @description Identity of the caller that caused the event: `key:` with the key's id, `visit:` with the ids of the dashboard
             *     session and its key, or `link:` with the id of the onboarding link. Null if no caller had to authenticate.
             * @example key:k3m9p2q8r7s6t5u4
             */
            principal: string | null;
            /**
             * @description Label of the API key that the caller used or was signed in with.
             * @example Aigul
             */
            principalLabel: string | null;
            /** @description Cause of the event, in a few words; null if there is nothing to add. */
            reason: string | null;
            to: components["schemas"]["StateName"] | null;
        };
        /**
         * @description What an event says: its company, its place in the log, and its message, the status of one, or what became
         *     of the session. `chat` is null
         *     exactly for events of the session.
         */
        EventFacts: components["schemas"]["About"] & {
            /**
             * Format: int64
             * @description Place among the events of its chat, or among those of the session, from 1 and without gaps: a receiver that misses
             *     one has lost it.
             */
            chatSeq: number;
            /** @description The company whose line it is. */
            companyId: components["schemas"]["CompanyId"];
            /**
             * Format: int64
             * @description Place in the company's log, from 1. Grows with each event; the feed is read by it.
             */
            seq: number;
        };
        /** @description Journal entry of some company. */
        EventOfCompany: components["schemas"]["Event"] & {
            companyId: components["schemas"]["CompanyId"];
        };
        /** @description Page of a session's journal, newest first. */
        EventsPage: {
            /** @description Entries of the page, newest first. */
            events: components["schemas"]["Event"][];
            /** @description Value of `cursor` for the next page; null on the last page. */
            next: string | null;
        };
        /**
         * @description Type of an event. Receivers subscribe to types; new ones may be added, existing ones keep their meaning.
         * @enum {string}
         */
        EventType: "message.received" | "message.sent_from_phone" | "message.edited" | "message.revoked" | "message.reaction" | "message.undecryptable" | "message.recovered" | "message.unrecoverable" | "message.status" | "session.linked" | "session.connected" | "session.disconnected" | "session.logged_out" | "session.passkey_required";
        /** @description Number of failures with one code. */
        FailureCount: {
            /** @description Error code. Text, because an older journal entry may have a code that no longer exists. */
            code: components["schemas"]["ErrorCode"];
            /**
             * Format: int64
             * @description Number of failures.
             */
            count: number;
        };
        /** @description Page of a line's events. */
        FeedPage: {
            /** @description The events, in the order of their `seq`. */
            events: components["schemas"]["LineEvent"][];
            /**
             * Format: int64
             * @description `seq` of the first event that is kept, of the chat if one is named; null if none is. A reader whose `after` is more
             *     than one below has missed events that are over their retention or were deleted.
             */
            firstSeq: number | null;
            /**
             * Format: int64
             * @description `seq` of the last event, of the chat if one is named; 0 if there is none.
             */
            lastSeq: number;
            /** @description Whether there are more events by now. */
            more: boolean;
            /**
             * Format: int64
             * @description Value of `after` for the next page: `seq` of the last event of this one, or the given `after` if it is empty.
             */
            next: number;
        };
        /** @description A file that is kept. */
        FileDocument: {
            /**
             * Format: int64
             * @description Length in bytes.
             */
            bytes: number;
            /**
             * Format: date-time
             * @description When it is deleted.
             */
            expiresAt: string;
            /**
             * @description Id of the file: `mediaId` of a message that is to be sent with it.
             * @example med_b6o1h3v9q2xk7c4m
             */
            id: string;
            /** @description Type of the file, without parameters. */
            mimeType: string;
            /** @description SHA-256 in hexadecimal. */
            sha256: string;
        };
        /** @description Number of pairings that reached each step. A pairing that reached a step has reached those before it. */
        Funnel: {
            /**
             * Format: int64
             * @description The session connected.
             */
            connected: number;
            /**
             * Format: int64
             * @description The phone answered it.
             */
            phoneAnswered: number;
            /**
             * Format: int64
             * @description Pairings begun. A request while the session is connected, or for the pairing under way, begins none.
             */
            requested: number;
            /**
             * Format: int64
             * @description The code or the QR was on the screen.
             */
            shown: number;
        };
        /** @description Connections at the gate, which limits how many sessions connect to WhatsApp at once. */
        GateCounts: {
            /** @description Number of connections that are logging in. */
            connecting: number;
            /**
             * Format: int64
             * @description Longest time a waiting connection has been waiting, in milliseconds; 0 if none waits.
             */
            oldestWaitMs: number;
            /** @description Number of connections waiting to be admitted. */
            waiting: number;
        };
        /** @description Status of the gate, which limits connections to WhatsApp. */
        GateHealth: {
            /**
             * Format: int32
             * @description Maximum number of concurrent log-ins.
             */
            concurrency: number;
            /** @description Number of sessions that are logging in. */
            connecting: number;
            /**
             * Format: int32
             * @description Maximum number of connections opened per second.
             */
            perSecond: number;
            /** @description Number of sessions waiting to be admitted. */
            waiting: number;
        };
        /**
         * @description What would help a company whose session needs a person: the groups of *Needs attention*, the most urgent first.
         * @enum {string}
         */
        Help: "banned" | "locked" | "replaced" | "restart_limit" | "damaged" | "passkey" | "unreachable" | "waits_for_owner" | "off";
        /** @description Onboarding link of a company, without its token and its short address, which are not kept. */
        KnownLink: {
            companyId: components["schemas"]["CompanyId"];
            /**
             * Format: date-time
             * @description Time at which the link was created.
             */
            createdAt: string;
            /**
             * Format: date-time
             * @description Time at which the link expires, or has expired.
             */
            expiresAt: string;
            linkId: components["schemas"]["AccessId"];
            /**
             * @description Identity of the caller that created it, as in the journal: `key:` with the key's id, or `visit:` with the ids of
             *     the dashboard session and its key.
             * @example key:k3m9p2q8r7s6t5u4
             */
            madeBy: string;
            /** @description Label of the API key it was created with; null if there was none. */
            madeByLabel: string | null;
            /** @description Name of the company that the link's page shows; null if none was given. */
            name: string | null;
            /**
             * Format: date-time
             * @description Time at which the link was revoked; null if it was not.
             */
            revokedAt: string | null;
        };
        /** @description How the last pairing of a company without a line ended. */
        LastFailure: {
            /**
             * Format: date-time
             * @description Time of the failure.
             */
            at: string;
            /** @description Error code. */
            code: components["schemas"]["ErrorCode"];
            /** @description Correlation id of the request that failed. */
            correlationId: components["schemas"]["CorrelationId"];
        };
        /** @description Percentiles of how long answered calls took, in milliseconds. */
        LatencyMs: {
            /**
             * Format: double
             * @description Median.
             */
            p50: number;
            /**
             * Format: double
             * @description 99th percentile.
             */
            p99: number;
        };
        /** @description An event as receivers get it, the same in the feed, in the stream and in webhooks. */
        LineEvent: {
            /** @description What it says. */
            data: components["schemas"]["EventFacts"];
            /** @description Id of the event, the same in every delivery. */
            id: string;
            /**
             * Format: date-time
             * @description When it was written into the log.
             */
            timestamp: string;
            /** @description Type of the event. */
            type: components["schemas"]["EventType"];
        };
        /** @description Page of a company's onboarding links, newest first. */
        LinksPage: {
            /** @description Links of the page, newest first. Expired ones are listed for a day. */
            links: components["schemas"]["KnownLink"][];
            /** @description Value of `cursor` for the next page; null on the last page. */
            next: string | null;
        };
        /** @description Options of a new onboarding link. */
        LinkWish: {
            /**
             * @description Name of the company, for people: 1 to 128 characters. The link's page shows it, and the company is called so from
             *     now on, as by `PUT /api/whatsapp/companies/{company}`.
             */
            name?: string | null;
            /**
             * Format: uri
             * @description Page to which the owner goes on once the line is connected: an `https` address of at most 512 characters.
             */
            returnUrl?: string | null;
            /**
             * Format: email
             * @description E-mail address at which people help the owner.
             */
            supportEmail?: string | null;
            /**
             * Format: uri
             * @description Page on which people help the owner: an `https` address of at most 512 characters.
             */
            supportUrl?: string | null;
            /**
             * Format: int64
             * @description Lifetime in seconds, at most a week. When absent, the configured lifetime is used, a day by default.
             */
            ttlSeconds?: number | null;
        };
        /** @description A file in a message. */
        Media: {
            /**
             * Format: int64
             * @description Length in bytes that the sender gave.
             */
            bytes: number | null;
            /** @description Text below it; null if there is none. */
            caption: string | null;
            /** @description Name of a document; not checked, and no path. */
            fileName: string | null;
            /**
             * Format: int32
             * @description Height in pixels.
             */
            height: number | null;
            /** @description Kind of the file. */
            media: components["schemas"]["MediaKind"];
            /**
             * @description Id to fetch the file by; null where it cannot be fetched: in what a message quotes, and where the sender has not
             *     said where it is.
             */
            mediaId: string | null;
            /** @description MIME type that the sender gave it; not checked. */
            mimeType: string | null;
            /**
             * Format: int32
             * @description Length of a video or of a recording in seconds.
             */
            seconds: number | null;
            /** @description SHA-256 of the file in hexadecimal. */
            sha256: string | null;
            /**
             * Format: int32
             * @description Width in pixels.
             */
            width: number | null;
        };
        /**
         * @description Kind of a file.
         * @enum {string}
         */
        MediaKind: "image" | "video" | "video_note" | "audio" | "voice" | "document" | "sticker";
        /** @description What an event says of a message. */
        MessageFacts: {
            /** @description The chat. */
            chat: components["schemas"]["Chat"];
            content: components["schemas"]["Content"] | null;
            /**
             * Format: int32
             * @description Seconds after which the chat lets it disappear; null if it does not.
             */
            expiresInSeconds: number | null;
            /** @description Whether it was forwarded. */
            forwarded: boolean;
            /** @description Whether the salon wrote it. */
            fromMe: boolean;
            /** @description WhatsApp's id of the message: unique among those of one sender in one chat. */
            messageId: string;
            /** @description How it came. */
            origin: components["schemas"]["Origin"];
            /** @description The reaction; null where it was taken back, and for others. */
            reaction: string | null;
            replyTo: components["schemas"]["Quoted"] | null;
            /** @description Who wrote it. */
            sender: components["schemas"]["Person"];
            /** @description Name that the sender has given to the account; null if WhatsApp did not tell it. */
            senderName: string | null;
            /**
             * Format: date-time
             * @description When it was sent, by WhatsApp's clock.
             */
            sentAt: string;
            target: components["schemas"]["Target"] | null;
        };
        /** @description New endpoint. */
        NewWebhook: {
            /** @description Companies whose events it gets, 1 to 1000; absent or null means all, also those to come. */
            companies?: components["schemas"]["CompanyId"][] | null;
            /** @description What it is, in a person's words. */
            description?: string | null;
            /** @description Types of events that it gets; absent or null means all, also those to come. */
            events?: components["schemas"]["EventType"][] | null;
            /**
             * Format: uri
             * @description Where events are sent: an `https` URL without credentials and fragment, whose host is public.
             */
            url: string;
        };
        /** @description Numbers to check. */
        NumbersToCheck: {
            /** @description The numbers, with their country codes or as they are written in the service's region. */
            numbers: string[];
        };
        /** @description Status of a device that is not logged out yet. */
        OldDeviceStatus: {
            /** @description The number it is linked to, masked. */
            maskedPhone?: string | null;
            /**
             * Format: date-time
             * @description Time of the next try to log it out; null while one is under way.
             */
            nextAttemptAt?: string | null;
            /**
             * Format: date-time
             * @description Time at which another phone replaced it, or its change was ended.
             */
            since: string;
        };
        /** @description Onboarding link: gives a salon's owner access to the onboarding page of their own company. */
        OnboardingLink: {
            companyId: components["schemas"]["CompanyId"];
            correlationId: components["schemas"]["CorrelationId"];
            /**
             * Format: date-time
             * @description Time at which the link expires.
             */
            expiresAt: string;
            linkId: components["schemas"]["AccessId"];
            /**
             * @description Short address that redirects to `url`, for a QR or to be read out. It is as secret as the token, and returned only
             *     in this response.
             */
            shortUrl: string;
            /** @description Token that authenticates on the WebSocket of this company, and nowhere else. Returned only in this response. */
            token: string;
            /** @description URL of the onboarding page with the token in the fragment, which browsers do not send to any server. */
            url: string;
        };
        /**
         * @description How a message came.
         * @enum {string}
         */
        Origin: "live" | "offline" | "resend";
        /** @description Content of a message that is sent, by its kind. */
        OutboundContent: {
            /** @enum {string} */
            kind: "text";
            /** @description The text, at most 65,536 characters. */
            text: string;
        } | {
            /** @description Text below it, at most 1,024 characters; not for voice messages, video notes and stickers. */
            caption?: string | null;
            /** @description Name of a document, at most 256 characters; only for documents. */
            file_name?: string | null;
            /** @enum {string} */
            kind: "media";
            /** @description What it is shown as. */
            media: components["schemas"]["MediaKind"];
            /** @description Id of the file. */
            media_id: string;
        } | {
            /** @description Its address, at most 1,024 characters. */
            address?: string | null;
            /** @enum {string} */
            kind: "location";
            /**
             * Format: double
             * @description Degrees north, -90 to 90.
             */
            latitude: number;
            /**
             * Format: double
             * @description Degrees east, -180 to 180.
             */
            longitude: number;
            /** @description Name of the place, at most 256 characters. */
            name?: string | null;
        } | {
            /** @description The cards, at most 100. */
            contacts: components["schemas"]["Contact"][];
            /** @enum {string} */
            kind: "contacts";
        } | {
            /** @description The emoji; null takes an earlier reaction back. */
            emoji?: string | null;
            /** @enum {string} */
            kind: "reaction";
            /** @description The message. */
            target: components["schemas"]["Target"];
        } | {
            /** @enum {string} */
            kind: "edit";
            /** @description WhatsApp's id of that message. */
            message_id: string;
            /** @description The text, at most 65,536 characters. */
            text: string;
        } | {
            /** @enum {string} */
            kind: "revoke";
            /** @description The message. */
            target: components["schemas"]["Target"];
        };
        /** @description How a line sends. */
        OutboxStatus: {
            /**
             * Format: int32
             * @description Messages that it may send at once after a quiet time.
             */
            burst: number;
            /** @description Messages by status, of those that are kept. Statuses without any are left out. */
            counts: components["schemas"]["StatusCount"][];
            /**
             * Format: date-time
             * @description Until when it sends nothing but replies, because WhatsApp has refused messages to new chats; null if that is not so.
             */
            heldUntil: string | null;
            /**
             * Format: int32
             * @description Most messages that the line sends in a minute, sustained.
             */
            perMinute: number;
        };
        /**
         * @description Kind of an attempt's outcome.
         * @enum {string}
         */
        OutcomeKind: "delivered" | "gone" | "redirect" | "overloaded" | "rejected" | "timeout" | "address_refused" | "dns" | "tls" | "connection" | "protocol";
        /** @description Overview of the last hours. */
        Overview: {
            /**
             * Format: int32
             * @description Length of a bucket in seconds.
             */
            bucketSeconds: number;
            /** @description Failures of sessions by code, the most frequent first. */
            failures: components["schemas"]["FailureCount"][];
            /**
             * Format: date-time
             * @description Start of the first bucket.
             */
            from: string;
            /** @description Pairings begun in this time, by the steps they reached. */
            pairings: components["schemas"]["Pairings"];
            /**
             * @description Restarts by the service itself over time; those requested by a person are not counted. Buckets in which the
             *     service was down are missing.
             */
            restarts: components["schemas"]["RestartsPoint"][];
            /**
             * @description Sessions by state over time: the mean of a bucket's samples, of which there is one a minute; in the last bucket,
             *     the present state. Buckets in which the service was down are missing.
             */
            states: components["schemas"]["StatesPoint"][];
            /** @description Time from the request to the connected session, for pairings that got there. */
            timeToConnected: components["schemas"]["TimeToConnected"];
            /**
             * Format: date-time
             * @description Time of the request.
             */
            to: string;
        };
        /**
         * @description Method of linking the device. Both run on one connection; whichever completes first wins.
         * @enum {string}
         */
        PairingMethod: "code" | "qr";
        /** @description Pairings by method: the one by which the phone was linked or, until then, the requested one. */
        Pairings: {
            /** @description Pairings by code. */
            code: components["schemas"]["Funnel"];
            /** @description Pairings by QR. */
            qr: components["schemas"]["Funnel"];
        };
        /** @description Status of a pairing. */
        PairingStatus: {
            /**
             * Format: int32
             * @description Number of the try, from 1.
             */
            attempt: number;
            /**
             * Format: date-time
             * @description Expiry of the code.
             */
            codeExpiresAt?: string | null;
            /** @description Code or QR. */
            method: components["schemas"]["PairingMethod"];
            /**
             * Format: date-time
             * @description End of the time for the passkey's answer or the comparison of its code; null where no passkey is demanded.
             */
            passkeyExpiresAt?: string | null;
            /** @description Whether the phone has answered. */
            phoneAnswered: boolean;
        };
        /** @description Options of a pairing. */
        PairingWish: {
            /**
             * @description Consent to change the linked number: to this number or, with a QR, to that of the phone that scans it. The linked
             *     phone stays connected until the new one is; the status shows the change beside it (`change`). Without the consent
             *     a number other than the linked one is refused with `PHONE_MISMATCH`, unless the stored credentials are of no use
             *     any more.
             */
            changeNumber?: boolean;
            method?: components["schemas"]["PairingMethod"] | null;
            /** @description Skip the waiting time after `REMOVED_AFTER_LINK`, during which no phone is linked. */
            overrideWait?: boolean;
            /**
             * @description Phone number to link; required for a code, not allowed for a QR. National or international, with any spaces and
             *     punctuation.
             * @example 8 (900) 646-42-63
             */
            phoneNumber?: string | null;
        };
        /** @description What is to be answered or compared now. */
        Passkey: {
            /** @description Name of the challenge; the answer and the confirmation repeat it. */
            challengeId: string;
            /** @description The code that the phone shows, too; null while a challenge is to be answered. */
            code?: string | null;
            /** @description Company of the session. */
            companyId: components["schemas"]["CompanyId"];
            /** @description Correlation id of the pairing. */
            correlationId: components["schemas"]["CorrelationId"];
            /**
             * Format: date-time
             * @description End of the time for it.
             */
            expiresAt: string;
            /**
             * @description WhatsApp's demand, as `navigator.credentials.get` takes it on a page of WhatsApp: a
             *     `PublicKeyCredentialRequestOptionsJSON`; null while a code is to be compared.
             */
            options?: Record<string, never> | null;
            /** @description `waiting_for_passkey` while a challenge is to be answered, `confirming_passkey` while a code is to be compared. */
            state: components["schemas"]["StateName"];
        };
        /** @description Answer to the challenge of a passkey. Not shown in debug output. */
        PasskeyAnswer: {
            /** @description What `PublicKeyCredential.toJSON()` gives; at most 16 KiB. */
            assertion: Record<string, never>;
            /** @description The challenge that is answered. */
            challengeId: string;
        };
        /** @description Confirmation of the code of a passkey. */
        PasskeyConfirmation: {
            /** @description The challenge whose code was compared. */
            challengeId: string;
        };
        /** @description WhatsApp account of a person. At least one of the two is known; both belong to the same account. */
        Person: {
            /** @description The account's LID, without `@lid`; null where only the number is known. */
            lid: string | null;
            /** @description Phone number in digits with the country code; null where WhatsApp hides it. */
            phone: string | null;
        };
        /** @description A place on the map. */
        Place: {
            /** @description Its address. */
            address: string | null;
            /**
             * Format: double
             * @description Degrees north.
             */
            latitude: number;
            /** @description Whether the sender shares where they are as they move; this is where they began. */
            live: boolean;
            /**
             * Format: double
             * @description Degrees east.
             */
            longitude: number;
            /** @description Name of the place. */
            name: string | null;
        };
        /** @description Restart policy of a company's session. */
        PolicyShown: {
            companyId: components["schemas"]["CompanyId"];
            /** @description Whether the default is in effect because the company has no policy of its own. */
            isDefault: boolean;
            /** @description Policy in effect: the company's own, or the default. */
            policy: components["schemas"]["RestartPolicy"];
        };
        /** @description Failure of a request (RFC 9457). */
        Problem: {
            code: components["schemas"]["ErrorCode"];
            /** @description Correlation id of the failed request. Support finds its log and journal entries by it. */
            correlationId: components["schemas"]["CorrelationId"];
            /** @description Details of this failure in English, for developers. */
            detail: string;
            message: components["schemas"]["Text"];
            /**
             * Format: int64
             * @description Time in milliseconds after which a retry makes sense; absent if unknown. The header `Retry-After` has the same
             *     time in seconds.
             */
            retryAfterMs?: number | null;
            /**
             * @description Name of the rule that the URL of a webhook breaks: `too_long`, `blank`, `malformed`, `scheme`, `credentials`,
             *     `fragment`, `port` or `address`; only there.
             */
            rule?: string | null;
            /**
             * Format: int32
             * @description HTTP status of the response.
             */
            status: number;
            /** @description Linked phone number, masked; only with `PHONE_MISMATCH`. */
            storedPhone?: string | null;
            /** @description Message of the code in English. */
            title: string;
            /**
             * Format: uri-reference
             * @description Link to the explanation of the code: `/docs/errors#CODE`, relative to the service.
             * @example /docs/errors#INVALID_PHONE
             */
            type: string;
            userAction: components["schemas"]["UserAction"];
        };
        /** @description What a message replies to. */
        Quoted: {
            content: components["schemas"]["Content"] | null;
            /** @description Id of the message that is quoted. */
            messageId: string;
            sender: components["schemas"]["Person"] | null;
        };
        /** @description Messages that were read. */
        ReadMessages: {
            /** @description The chat. */
            chat: components["schemas"]["RequestedRecipient"];
            /** @description The messages, as events name them; those of a group with their senders. */
            messages: components["schemas"]["Target"][];
        };
        /** @description Readiness of the process, with the details it depends on. */
        Ready: {
            gate: components["schemas"]["GateCounts"];
            status: components["schemas"]["ReadyStatus"];
            store: components["schemas"]["StoreStatus"];
            whatsapp: components["schemas"]["WhatsappStatus"];
        };
        /**
         * @description Status of a process that can do its work.
         * @enum {string}
         */
        ReadyStatus: "ready";
        /** @description Result of a replay. */
        ReplayedEvents: {
            /** @description Value of `cursor` for the next request; null if nothing is left. */
            next: string | null;
            /**
             * Format: int32
             * @description Events that are sent once more. Those that waited already are not counted.
             */
            replayed: number;
        };
        /**
         * @description What is sent once more.
         * @enum {string}
         */
        ReplayedState: "dead" | "delivered" | "missed";
        /** @description Who gets a message, as a caller writes it. */
        RequestedRecipient: {
            /** @description A phone number, with its country code or as it is written in the service's region. */
            phone: string;
        } | {
            /** @description A LID in digits, as events have it, without `@lid`. */
            lid: string;
        } | {
            /** @description The id of a group, as events have it, without `@g.us`. */
            group: string;
        };
        /** @description What the journal says of one request. */
        RequestEvents: {
            /** @description Entries of all companies, newest first, at most 100. */
            events: components["schemas"]["EventOfCompany"][];
        };
        /**
         * @description Exits that are followed by a restart.
         * @enum {string}
         */
        RestartKind: "permanent" | "transient" | "temporary";
        /** @description Restart policy of a session. The service has a default; a company may have its own. */
        RestartPolicy: {
            /** @description Pauses before restarts. */
            backoff: components["schemas"]["Backoff"];
            /** @description Exits that are followed by a restart. */
            kind: components["schemas"]["RestartKind"];
            /**
             * Format: int32
             * @description Maximum number of restarts within the window; beyond it the session is parked.
             */
            maxRestarts: number;
            /**
             * Format: int32
             * @description Length of the window, in seconds.
             */
            windowSeconds: number;
        };
        /** @description Restarts in one bucket. */
        RestartsPoint: {
            /**
             * Format: date-time
             * @description Start of the bucket.
             */
            at: string;
            /**
             * Format: int64
             * @description Number of restarts.
             */
            count: number;
        };
        /** @description New secret of an endpoint. */
        RotatedWebhook: {
            /**
             * Format: date-time
             * @description Time until which events are signed with both secrets.
             */
            oldSecretUntil: string;
            /**
             * @description The new secret. Returned only in this response.
             * @example whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD
             */
            secret: string;
            webhookId: components["schemas"]["AccessId"];
        };
        /**
         * @description One right of an API key.
         * @enum {string}
         */
        Scope: "sessions:read" | "sessions:write" | "onboarding:create" | "admin" | "messages:read" | "messages:write" | "webhooks:write";
        /**
         * @description Why a message was not sent. New reasons may be added.
         * @enum {string}
         */
        SendFailure: "new_chats_locked" | "trust_token_missing" | "new_chat_refused" | "malformed" | "not_on_whatsapp" | "server_error" | "refused" | "media_gone" | "unreadable" | "not_encrypted";
        /** @description Order to send a message, as a caller writes it. */
        SendRequest: {
            /** @description What is sent. */
            content: components["schemas"]["OutboundContent"];
            /**
             * Format: date-time
             * @description Time at which it expires if it could not be sent by then; a day from now if null, and a week from now at most.
             */
            expiresAt?: string | null;
            replyTo?: components["schemas"]["Target"] | null;
            /** @description Who gets it. */
            to: components["schemas"]["RequestedRecipient"];
        };
        /**
         * @description Status of a message that is sent.
         * @enum {string}
         */
        SendStatus: "queued" | "sending" | "expired" | "unknown" | "failed" | "sent" | "delivered" | "read" | "played";
        /** @description Message that was ordered, and what became of it. */
        SentMessage: {
            /**
             * Format: int32
             * @description Attempts to write it.
             */
            attempts: number;
            chat: components["schemas"]["Chat"] | null;
            content: components["schemas"]["OutboundContent"] | null;
            /**
             * Format: date-time
             * @description Time at which a device of the recipient had it.
             */
            deliveredAt: string | null;
            /**
             * Format: int32
             * @description The error of WhatsApp's ack; null if there was none, and for other statuses.
             */
            error: number | null;
            /**
             * Format: date-time
             * @description Time from which on it is not sent any more.
             */
            expiresAt: string;
            /**
             * @description Our id of the message.
             * @example msg_0123456789abcdef
             */
            id: string;
            /** @description WhatsApp's id of it, by which replies and reactions name it. */
            messageId: string;
            /**
             * Format: date-time
             * @description Time at which the recipient played it.
             */
            playedAt: string | null;
            /**
             * Format: date-time
             * @description Time of the order.
             */
            queuedAt: string;
            /**
             * Format: date-time
             * @description Time at which the recipient saw it, if they let that be known.
             */
            readAt: string | null;
            reason: components["schemas"]["SendFailure"] | null;
            replyTo: components["schemas"]["Target"] | null;
            /**
             * Format: date-time
             * @description Time of the last attempt to write it; null if there was none.
             */
            sendingAt: string | null;
            /**
             * Format: date-time
             * @description Time at which WhatsApp had it; null as long as that is not known. So the following ones.
             */
            sentAt: string | null;
            /**
             * Format: int64
             * @description Its place among the messages of the line; `before` of the next page.
             */
            seq: number;
            /**
             * Format: date-time
             * @description Time since which it has its status.
             */
            since: string;
            /** @description How far it has come. It never goes back. */
            status: components["schemas"]["SendStatus"];
        };
        /** @description Page of messages. */
        SentPage: {
            /** @description The messages, the newest first. */
            messages: components["schemas"]["SentMessage"][];
            /**
             * Format: int64
             * @description Value of `before` for the next page; null on the last one.
             */
            next: number | null;
        };
        /** @description Status of the service. */
        Service: {
            breaker: components["schemas"]["BreakerHealth"];
            /** @description Results of the readiness checks. */
            checks: components["schemas"]["ServiceCheck"][];
            clientVersion: components["schemas"]["ClientVersion"];
            gate: components["schemas"]["GateHealth"];
            /**
             * Format: date-time
             * @description Current time of the service.
             */
            now: string;
            /** @description Whether the service can do its work, as in `/readyz`: true if all `checks` succeed. */
            ready: boolean;
            /** @description Number of sessions by state. */
            sessions: components["schemas"]["StateCounts"];
            /** @description Number of open WebSockets. */
            sockets: number;
            /**
             * Format: date-time
             * @description Time at which the process started.
             */
            startedAt: string;
            store: components["schemas"]["StoreHealth"];
            /** @description What is wrong with the service as a whole, the cause of the others first; empty if nothing is. */
            troubles: components["schemas"]["ServiceTrouble"][];
            /**
             * @description Version of the service.
             * @example 0.1.0
             */
            version: string;
        };
        /** @description Result of one readiness check. */
        ServiceCheck: {
            /** @description Cause of the failure, in English; null if the check succeeded. */
            detail: string | null;
            /** @description Name of the check: `store` (the database) or `gate`. */
            name: string;
            /** @description Whether the check succeeded. */
            ok: boolean;
        };
        /** @description Trouble of the whole service. */
        ServiceTrouble: {
            code: components["schemas"]["ErrorCode"];
            kind: components["schemas"]["TroubleKind"];
            /**
             * Format: date-time
             * @description Time at which it began; null if that is not known.
             */
            since: string | null;
        };
        /** @description What an event says of the session. Numbers are masked, as in the status. */
        SessionFacts: {
            /** @description Null: the event belongs to no chat. `chatSeq` counts the events of the session. */
            chat: null;
            code: components["schemas"]["ErrorCode"] | null;
            /**
             * Format: date-time
             * @description Time until which the passkey can be answered; null for other events, and where nobody here can answer it.
             */
            expiresAt: string | null;
            /** @description The linked number, masked; null for `session.logged_out`, and where it is not known. */
            phoneNumber: string | null;
            /**
             * Format: date-time
             * @description Time since which it is so.
             */
            since: string;
            /** @description Action for a person; `none` while the service goes on by itself. */
            userAction: components["schemas"]["UserAction"];
        };
        /** @description Page of sessions, ordered by company id. */
        SessionsPage: {
            /** @description Value of `cursor` for the next page; null on the last page. */
            next: string | null;
            /** @description Status of each session in the page. */
            sessions: components["schemas"]["Status"][];
        };
        /** @description What a chat shows of the line. */
        ShownTyping: {
            /** @description The chat. */
            chat: components["schemas"]["RequestedRecipient"];
            /** @description What it shows. */
            state: components["schemas"]["Typing"];
        };
        /** @description Credentials for signing in to the dashboard. */
        SignIn: {
            /**
             * Format: password
             * @description API key with the scope `admin`.
             */
            key: string;
        };
        /** @description Number of sessions in each state. */
        StateCounts: {
            /**
             * Format: int32
             * @description WhatsApp and the phone have the assertion, or the confirmation of its code.
             */
            checking_passkey: number;
            /**
             * Format: int32
             * @description A person compares the code with that on the phone.
             */
            confirming_passkey: number;
            /**
             * Format: int32
             * @description Logged in.
             */
            connected: number;
            /**
             * Format: int32
             * @description Logging in.
             */
            connecting: number;
            /**
             * Format: int32
             * @description Credentials are being created and the connection is being opened.
             */
            creating: number;
            /**
             * Format: int32
             * @description Parked: needs an action of a person, or waits until a given time.
             */
            error: number;
            /**
             * Format: int32
             * @description Nothing is linked and nothing is under way.
             */
            idle: number;
            /**
             * Format: int32
             * @description A code or a QR is on the screen.
             */
            pairing_code_sent: number;
            /**
             * Format: int32
             * @description The account demands a passkey in a way that nobody here can answer.
             */
            passkey_required: number;
            /**
             * Format: int32
             * @description The connection was lost; the time of the next attempt is known.
             */
            reconnecting: number;
            /**
             * Format: int32
             * @description WhatsApp was asked for a code.
             */
            waiting_for_pairing_code: number;
            /**
             * Format: int32
             * @description WhatsApp demands an assertion of the account's passkey.
             */
            waiting_for_passkey: number;
        };
        /**
         * @description Name of a state.
         * @enum {string}
         */
        StateName: "idle" | "creating" | "waiting_for_pairing_code" | "pairing_code_sent" | "waiting_for_passkey" | "checking_passkey" | "confirming_passkey" | "connecting" | "connected" | "reconnecting" | "passkey_required" | "error";
        /** @description Sessions by state in one bucket. */
        StatesPoint: {
            /**
             * Format: date-time
             * @description Start of the bucket.
             */
            at: string;
            /** @description Number of sessions in each state. */
            counts: components["schemas"]["StateCounts"];
        };
        /** @description Status of a session. It contains no secrets: numbers are masked, codes absent. */
        Status: {
            /**
             * Format: int32
             * @description Failed attempts to connect since `downSince`.
             */
            attempts: number;
            cause?: components["schemas"]["ErrorCode"] | null;
            change?: components["schemas"]["ChangeStatus"] | null;
            code?: components["schemas"]["ErrorCode"] | null;
            /** @description Company of the session. */
            companyId: components["schemas"]["CompanyId"];
            /** @description Correlation id of the request that led to this state; people read it to support. */
            correlationId: components["schemas"]["CorrelationId"];
            /**
             * Format: date-time
             * @description Time at which the line stopped being connected, whatever was tried since; null if it is connected, or nothing
             *     was linked.
             */
            downSince?: string | null;
            lastFailure?: components["schemas"]["LastFailure"] | null;
            /** @description Whether a phone is linked, connected or not. */
            linked: boolean;
            /**
             * @description Number of the phone that answered in place of the requested one, masked; null unless `code` is
             *     `WRONG_PHONE_LINKED`, and after a restart of the service.
             */
            linkedPhone?: string | null;
            message?: components["schemas"]["Text"] | null;
            /**
             * Format: date-time
             * @description Time of the next attempt by the service.
             */
            nextAttemptAt?: string | null;
            pairing?: components["schemas"]["PairingStatus"] | null;
            /** @description The linked number, or the one being linked, masked. */
            phoneNumber?: string | null;
            /**
             * Format: date-time
             * @description Time at which the account's own phone was last seen in use, to the hour; null if nothing is linked, or nothing is
             *     known. WhatsApp unlinks the devices of a phone that is not used for 14 days.
             */
            phoneSeenAt?: string | null;
            /**
             * Format: int64
             * @description Milliseconds until a retry makes sense.
             */
            retryAfterMs?: number | null;
            /**
             * Format: date-time
             * @description Time at which the session entered this state.
             */
            since: string;
            /** @description State of the session. */
            state: components["schemas"]["StateName"];
            /** @description Action for a person. */
            userAction: components["schemas"]["UserAction"];
        };
        /** @description Messages of a status. */
        StatusCount: {
            /**
             * Format: int64
             * @description Number of messages; 10,000 stands for that many or more.
             */
            messages: number;
            status: components["schemas"]["SendStatus"];
        };
        /** @description What an event says of a message that is sent. */
        StatusFacts: {
            /** @description The chat it goes to, with the name that the order gave. */
            chat: components["schemas"]["Chat"];
            /**
             * Format: int32
             * @description The error of WhatsApp's ack; null if there was none, and for other statuses.
             */
            error: number | null;
            /** @description Our id of the message, as the answer to the order gave it. */
            id: string;
            /** @description WhatsApp's id of the message, by which replies and reactions name it. */
            messageId: string;
            reason: components["schemas"]["SendFailure"] | null;
            /**
             * Format: date-time
             * @description Time since which it is so, by WhatsApp's clock where WhatsApp said it.
             */
            since: string;
            /** @description The status; never `sending`. */
            status: components["schemas"]["SendStatus"];
        };
        /** @description Status of the database. */
        StoreHealth: {
            latencyMs: components["schemas"]["LatencyMs"] | null;
            /**
             * @description Version of PostgreSQL; null while it does not answer.
             * @example 15.8
             */
            serverVersion: string | null;
            /** @description Whether the database answers and can write. */
            up: boolean;
        };
        /**
         * @description Status of the database.
         * @enum {string}
         */
        StoreStatus: "up";
        /** @description Earlier message that an edit, a deletion or a reaction is about. It need not be in the log. */
        Target: {
            /** @description Whether the salon wrote it. */
            fromMe: boolean;
            /** @description Id of that message. */
            messageId: string;
            sender: components["schemas"]["Person"] | null;
        };
        /** @description One sentence in Russian and English. Frames carry both, so that a page can switch language without asking again. */
        Text: {
            /** @description The sentence in English. */
            en: string;
            /** @description The sentence in Russian. */
            ru: string;
        };
        /** @description Pairings that took at most this long, and longer than the bound of the bucket before. */
        TimeBucket: {
            /**
             * Format: int64
             * @description Number of pairings.
             */
            count: number;
            /**
             * Format: int32
             * @description Upper bound in milliseconds; null for the last bucket, which has none.
             */
            leMs: number | null;
        };
        /** @description Time until sessions were connected. */
        TimeToConnected: {
            /** @description Histogram of the times. Each pairing is counted in one bucket only. */
            buckets: components["schemas"]["TimeBucket"][];
            /**
             * Format: int64
             * @description Number of connected pairings.
             */
            count: number;
            /**
             * Format: int64
             * @description Median in milliseconds; null when there are none.
             */
            p50Ms: number | null;
            /**
             * Format: int64
             * @description 90th percentile in milliseconds; null when there are none.
             */
            p90Ms: number | null;
            /**
             * Format: int64
             * @description 99th percentile in milliseconds; null when there are none.
             */
            p99Ms: number | null;
        };
        /**
         * @description Kind of trouble of the whole service.
         * @enum {string}
         */
        TroubleKind: "database" | "client_outdated" | "whatsapp" | "message_log_full";
        /**
         * @description What a chat shows of the line.
         * @enum {string}
         */
        Typing: "composing" | "recording" | "paused";
        /**
         * @description Action for the person in front of the screen.
         * @enum {string}
         */
        UserAction: "none" | "retry" | "reset" | "change_number" | "use_qr" | "wait" | "contact_support";
        /** @description Session of an operator in the dashboard. */
        Visit: {
            /** @description Token to send as `x-csrf-token` with every request that changes something. */
            csrfToken: string;
            /**
             * Format: date-time
             * @description Time at which the session ends at the latest, even if it is in use.
             */
            expiresAt: string;
            /** @description Public id of the API key that was used to sign in. */
            key: components["schemas"]["AccessId"];
            /** @description Label of that key: what people call whoever signs in with it. */
            label: string;
            /** @description Whether messages are kept here (`[messages] enabled`): without them there are no webhooks. */
            messagesKept: boolean;
            /** @description Scopes of that key. */
            scopes: components["schemas"]["Scope"][];
        };
        /** @description Changes of an endpoint; what is absent stays. */
        WebhookChange: {
            /** @description Other companies; null means all. What waits for others is not sent any more. */
            companies?: components["schemas"]["CompanyId"][] | null;
            /** @description Another description; null removes it. */
            description?: string | null;
            /** @description Other types of events; null means all. What waits already is sent. */
            events?: components["schemas"]["EventType"][] | null;
            /**
             * Format: uri
             * @description Another URL, by the rules of a new one.
             */
            url?: string | null;
        };
        /** @description Page of deliveries. Those that wait are in the order of company, chat and log; others with the latest attempt first. */
        WebhookDeliveriesPage: {
            /** @description Deliveries of the page. */
            deliveries: components["schemas"]["WebhookDelivery"][];
            /** @description Value of `cursor` for the next page; null on the last page. */
            next: string | null;
        };
        /** @description Delivery of an event to an endpoint. */
        WebhookDelivery: {
            /**
             * Format: int32
             * @description Attempts so far, since it was last replayed.
             */
            attempts: number;
            companyId: components["schemas"]["CompanyId"];
            /** @description What the outcome means, for developers; null without one. */
            detail: string | null;
            /** @description Id of the event, `webhook-id` of each attempt. */
            eventId: string;
            /**
             * Format: date-time
             * @description Time before which it is not tried again; null if it waits for nothing but its turn, or is not tried again.
             */
            notBefore: string | null;
            outcome: components["schemas"]["OutcomeKind"] | null;
            /**
             * Format: int64
             * @description Place of the event in the company's log.
             */
            seq: number;
            /**
             * Format: int32
             * @description HTTP status of the last attempt; null without an answer.
             */
            status: number | null;
            /**
             * Format: date-time
             * @description Time at which the event was written into the log.
             */
            timestamp: string;
            /**
             * Format: date-time
             * @description End of the last attempt; null before the first.
             */
            triedAt: string | null;
            type: components["schemas"]["EventType"];
        };
        /**
         * @description State of deliveries.
         * @enum {string}
         */
        WebhookDeliveryState: "waiting" | "delivered" | "dead";
        /** @description Webhook endpoint, without its secret. */
        WebhookEndpoint: {
            /** @description Companies whose events it gets; null means all, also those to come. */
            companies: components["schemas"]["CompanyId"][] | null;
            /**
             * Format: date-time
             * @description Time at which it was added.
             */
            createdAt: string;
            /**
             * Format: int32
             * @description Number of dead letters; 1000 means that many or more.
             */
            dead: number;
            /**
             * Format: date-time
             * @description Time of the last 2xx, accurate to the minute; null before the first.
             */
            deliveredAt: string | null;
            /** @description What it is, in a person's words; null if nobody has said so. */
            description: string | null;
            disabled: components["schemas"]["DisableReason"] | null;
            /**
             * Format: date-time
             * @description Time at which it was disabled; null while it is not.
             */
            disabledAt: string | null;
            /** @description Types of events that it gets; null means all, also those to come. */
            events: components["schemas"]["EventType"][] | null;
            /**
             * Format: date-time
             * @description First failure since the last 2xx; null while the last attempt was a 2xx.
             */
            failingSince: string | null;
            /**
             * @description Identity of the caller that added it: `key:` with the key's id, or `visit:` with the ids of the dashboard session
             *     and its key; null where that is not known.
             * @example key:k3m9p2q8r7s6t5u4
             */
            madeBy: string | null;
            /**
             * Format: date-time
             * @description Time until which the secret before the present one signs too; null if there is none.
             */
            oldSecretUntil: string | null;
            /**
             * Format: date-time
             * @description End of the pause that an overloaded endpoint has (429, 502, 503, 504); null if there was none. It may be past.
             */
            pausedUntil: string | null;
            /**
             * Format: uri
             * @description Where its events go.
             */
            url: string;
            /**
             * Format: int32
             * @description Number of deliveries that wait; 1000 means that many or more.
             */
            waiting: number;
            /** @description Id of the endpoint. */
            webhookId: components["schemas"]["AccessId"];
        };
        /** @description Events to send once more: either `eventIds`, or a `state` with a time range. */
        WebhookReplay: {
            /** @description `next` of the request before, with the same state and range. */
            cursor?: string | null;
            /** @description Ids of events, whether or not the endpoint was ever owed them. */
            eventIds?: string[] | null;
            /**
             * Format: date-time
             * @description Begin of the time range, inclusive. Required, except for `dead`, of which all are sent without it.
             */
            from?: string | null;
            state?: components["schemas"]["ReplayedState"] | null;
            /**
             * Format: date-time
             * @description End of the time range, exclusive. When absent, the time of the request.
             */
            until?: string | null;
        };
        /** @description Options of a rotation. */
        WebhookRotation: {
            /**
             * Format: int64
             * @description Time in seconds for which the old secret signs too, at most a week; 0 means that it does not from now on. When
             *     absent, a day.
             */
            overlapSeconds?: number | null;
        };
        /** @description Page of endpoints, newest first. */
        WebhooksPage: {
            /** @description Value of `cursor` for the next page; null on the last page. */
            next: string | null;
            /** @description Endpoints of the page. */
            webhooks: components["schemas"]["WebhookEndpoint"][];
        };
        /** @description Outcome of a test. */
        WebhookTest: {
            /** @description Whether the endpoint answered 2xx. */
            delivered: boolean;
            /** @description What the outcome means, for developers. */
            detail: string;
            /** @description `webhook-id` of the event. */
            eventId: string;
            outcome: components["schemas"]["OutcomeKind"];
            /**
             * Format: int32
             * @description HTTP status of the answer; null without one.
             */
            status: number | null;
            /**
             * Format: int64
             * @description Time from the request to its answer in milliseconds.
             */
            tookMs: number;
        };
        /**
         * @description Whether WhatsApp accepts the client version of the service.
         * @enum {string}
         */
        WhatsappStatus: "accepted" | "client_outdated";
    };
    responses: never;
    parameters: {
        /** @description Code of a link's short address, the end of `shortUrl`. Dashes and capitals do not matter. */
        code: string;
        /** @description Id of the company. */
        company: string;
        /** @description Correlation id of the request, for the journal and the log. */
        correlationId: components["schemas"]["CorrelationId"];
        /** @description A request repeated with the same key and body within 24 hours gets the first response. */
        idempotencyKey: string;
        /** @description Public id of the link, `linkId`. */
        link: string;
        /** @description Id of the file, `mediaId` of a message or `id` of an upload. */
        media: string;
        /** @description Id of the message, `id` of an order's answer. */
        message: string;
        /** @description Id of the webhook endpoint, `webhookId`. */
        webhook: string;
    };
    requestBodies: never;
    headers: {
        /** @description How to authenticate. */
        Authenticate: string;
        /** @description Correlation id of this request. */
        CorrelationId: components["schemas"]["CorrelationId"];
        /** @description The response is the stored response of an earlier request with the same `Idempotency-Key`. */
        IdempotentReplayed: "true";
        /** @description Seconds after which a retry makes sense. */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getHome: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page, in Russian or English. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
                };
            };
            /** @description - `NOT_FOUND`: The request does not accept `text/html`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAttention: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What needs attention. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Attention"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    countCompanies: {
        parameters: {
            query?: {
                /** @description Count only what this search finds. */
                q?: string;
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The numbers. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompanyCounts"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOverview: {
        parameters: {
            query?: {
                /** @description Length of the period in hours; it ends now. */
                hours?: number;
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The statistics of the last hours. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getService: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current status of the service. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Service"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getVisit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current dashboard session. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Visit"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignIn"];
            };
        };
        responses: {
            /** @description The dashboard session has started. */
            200: {
                headers: {
                    /** @description The cookie `__Host-linekeeper`, which scripts cannot read. */
                    "set-cookie"?: string;
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Visit"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: The key is unknown, expired or revoked. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The key lacks the scope `admin`. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The dashboard session has ended. */
            204: {
                headers: {
                    /** @description The cookie `__Host-linekeeper`, which scripts cannot read. */
                    "set-cookie"?: string;
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openBoard: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is upgraded to a WebSocket. */
            101: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The request is not a WebSocket upgrade. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listCompanies: {
        parameters: {
            query?: {
                /** @description Return only companies parked with this code, or whose last pairing ended with it. */
                code?: components["schemas"]["ErrorCode"];
                /** @description Start of the page: `next` of the page before, which has the same filter and order. */
                cursor?: string;
                /** @description Return only companies that this would help. */
                group?: components["schemas"]["Help"];
                /** @description Maximum number of companies in the page. */
                limit?: number;
                /**
                 * @description Return only companies whose id begins with this, whose name has words that begin with these, or that have linked
                 *     this number.
                 */
                q?: string;
                /** @description Order of the list. */
                sort?: components["schemas"]["CompanySort"];
                /** @description Return only companies whose session is in one of these states, with commas between. */
                state?: components["schemas"]["StateName"][];
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of companies. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CompaniesPage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCompany: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The company. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Company"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    nameCompany: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompanyName"];
            };
        };
        responses: {
            /** @description The company has this name. */
            204: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    acknowledgeTrouble: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["AcknowledgementBody"] | null;
            };
        };
        responses: {
            /** @description The trouble is acknowledged. */
            204: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The company needs nobody: there is nothing to acknowledge. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unacknowledgeTrouble: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The trouble is not acknowledged. */
            204: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The company needs nobody: there is nothing to acknowledge. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findEvents: {
        parameters: {
            query: {
                /** @description Correlation id of the request, as people are told it. */
                correlationId: components["schemas"]["CorrelationId"];
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest entries, at most 100. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RequestEvents"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSessions: {
        parameters: {
            query?: {
                /** @description Start of the page: `next` of the page before. Without it the list starts at the first company. */
                cursor?: string;
                /** @description Maximum number of sessions in the page. */
                limit?: number;
                /** @description Return only sessions in this state. */
                state?: components["schemas"]["StateName"];
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of sessions. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsPage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The current status of the session. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    markMessagesRead: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReadMessages"];
            };
        };
        responses: {
            /** @description WhatsApp was told. */
            204: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_CONNECTED`: The request needs the company's line, and that is not connected: it has no phone, reconnects, or was disconnected. */
            409: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    showTyping: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ShownTyping"];
            };
        };
        responses: {
            /** @description WhatsApp was told. */
            204: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_CONNECTED`: The request needs the company's line, and that is not connected: it has no phone, reconnects, or was disconnected. */
            409: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getCredentialsStatus: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The status of the stored credentials. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialsStatus"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disconnectSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is disconnected, or nothing is linked. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read.
             *     - `REPLACED`: Another connection uses these credentials (409, 440, conflict replaced).
             */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listEvents: {
        parameters: {
            query?: {
                /** @description Return only entries that this kind of actor caused. */
                actor?: components["schemas"]["Actor"];
                /** @description Start of the page: `next` of the page before. Without it the newest entries are returned. */
                cursor?: string;
                /** @description Return only entries of this event. */
                event?: string;
                /** @description Maximum number of entries in the page. */
                limit?: number;
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of the journal. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EventsPage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    readFeed: {
        parameters: {
            query?: {
                /** @description `seq` of the last event that the reader has; 0, or nothing, begins at the first one that is kept. */
                after?: number;
                /** @description Only events of the group with this id, without `@g.us`. */
                group?: string;
                /** @description Only events of the direct chat with the person of this LID, without `@lid`. */
                lid?: string;
                /** @description Maximum number of events in the page. Fewer may be returned although there are more, where they are long. */
                limit?: number;
                /** @description Only events of the direct chat with the person of this number, with the country code. */
                phone?: string;
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of events. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FeedPage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    eraseFeed: {
        parameters: {
            query?: {
                /** @description Id of a group, without `@g.us`. */
                group?: string;
                /** @description LID of the person of a direct chat, without `@lid`. */
                lid?: string;
                /** @description Number of the person of a direct chat, with the country code. */
                phone?: string;
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was deleted. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Erased"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    followFeed: {
        parameters: {
            query?: {
                /**
                 * @description `seq` of the last event that the reader has. The header `Last-Event-ID`, which browsers send by themselves when
                 *     they resume, comes first.
                 */
                after?: number;
            };
            header?: {
                /** @description `seq` of the last event that the reader has. */
                "Last-Event-ID"?: number | null;
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events as they come. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putMedia: {
        parameters: {
            query?: never;
            header?: {
                /** @description Key of the upload: 1 to 255 visible characters of ASCII. */
                "Idempotency-Key"?: string | null;
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        /** @description The file. */
        requestBody: {
            content: {
                "application/octet-stream": number[];
            };
        };
        responses: {
            /** @description The file is kept. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FileDocument"];
                };
            };
            /**
             * @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description.
             *     - `BAD_REQUEST`: The body has broken off, or is not as long as `Content-Length` says.
             */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: Nothing came for 30 s, or the file took too long. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The file is longer than `media.max_mb` allows. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: `Content-Type` is missing or is no type. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The file is empty, or the `Idempotency-Key` was used with another file. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open.
             *     - `TOO_MANY_REQUESTS`: As many files are on their way as the service takes at once.
             */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping.
             *     - `MEDIA_STORE_UNAVAILABLE`: The folder or the bucket in which files are kept cannot be read or written.
             */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `MEDIA_STORE_FULL`: The files of all companies have reached `media.quota_mb`, or the disk is almost full. */
            507: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMedia: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
                /** @description Id of the file, `mediaId` of a message or `id` of an upload. */
                media: components["parameters"]["media"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": number[];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such file, or its message is deleted, or the service keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read.
             *     - `NOT_CONNECTED`: The request needs the company's line, and that is not connected: it has no phone, reconnects, or was disconnected.
             */
            409: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `MEDIA_GONE`: WhatsApp's media servers have deleted a file, which they do after some weeks, and the phone does not have it either. */
            410: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The file is longer than `media.max_mb` allows. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open.
             *     - `TOO_MANY_REQUESTS`: As many files are on their way as the service hands out at once.
             */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `MEDIA_UNAVAILABLE`: WhatsApp's media servers do not answer, hang or break off, or the phone that has to upload the file again does not answer.
             *     - `MEDIA_DAMAGED`: A file was fetched from WhatsApp and is not the one that its message describes: its authenticator or its hash differs. Or the stored bytes of a file are not those that were stored.
             */
            502: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping.
             *     - `MEDIA_STORE_UNAVAILABLE`: The folder or the bucket in which files are kept cannot be read or written.
             */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `MEDIA_STORE_FULL`: The files of all companies have reached `media.quota_mb`, or the disk is almost full. */
            507: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listSentMessages: {
        parameters: {
            query?: {
                /** @description `seq` of the last message of the page before; nothing for the newest messages. */
                before?: number;
                /** @description Id of a group, without `@g.us`. */
                group?: string;
                /** @description LID of the person of a direct chat, without `@lid`. */
                lid?: string;
                /** @description Maximum number of messages in the page. */
                limit?: number;
                /** @description Number of the person of a direct chat, with the country code. */
                phone?: string;
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of messages. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentPage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sendMessage: {
        parameters: {
            query?: never;
            header: {
                /** @description 1 to 255 visible characters of ASCII, one key for each message. */
                "Idempotency-Key": string;
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SendRequest"];
            };
        };
        responses: {
            /** @description The message waits to be sent, or was sent for an earlier request with this key. */
            202: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentMessage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open.
             *     - `TOO_MANY_REQUESTS`: As many messages of the line wait to be sent as may (`[messages] most_waiting`).
             */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getSentMessage: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
                /** @description Id of the message, `id` of an order's answer. */
                message: components["parameters"]["message"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The message. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SentMessage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The company has no such message, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkNumbers: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NumbersToCheck"];
            };
        };
        responses: {
            /** @description What WhatsApp says. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckedNumbers"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_CONNECTED`: The request needs the company's line, and that is not connected: it has no phone, reconnects, or was disconnected. */
            409: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open.
             *     - `TOO_MANY_REQUESTS`: The line has used its budget of numbers (`[messages] number_checks_per_hour`).
             */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listOnboardingLinks: {
        parameters: {
            query?: {
                /** @description Start of the page: `next` of the page before. Without it the newest links are returned. */
                cursor?: string;
                /** @description Maximum number of links in the page. */
                limit?: number;
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of links. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinksPage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    makeOnboardingLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["LinkWish"] | null;
            };
        };
        responses: {
            /** @description The link was created. Its token is returned only in this response. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnboardingLink"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revokeOnboardingLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
                /** @description Public id of the link, `linkId`. */
                link: components["parameters"]["link"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link is revoked. */
            204: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The company has no such link. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOutbox: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How the line sends. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OutboxStatus"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    beginPairing: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body within 24 hours gets the first response. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PairingWish"];
            };
        };
        responses: {
            /** @description The pairing has started. */
            202: {
                headers: {
                    "idempotent-replayed": components["headers"]["IdempotentReplayed"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `BAD_REQUEST`: An earlier request with this `Idempotency-Key` is still under way.
             *     - `PHONE_MISMATCH`: Another number than the linked one was asked for, without the consent to change the number.
             *     - `REMOVED_AFTER_LINK`: WhatsApp removed the device less than 5 minutes after it was linked: a judgement on the account.
             */
            409: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `BAD_REQUEST`: The `Idempotency-Key` was used with another body.
             *     - `INVALID_PHONE`: What was typed is no phone number.
             *     - `BAD_REQUEST`: The body can be parsed, but its values are invalid.
             */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    giveUpPairing: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No pairing is under way. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The challenge to answer, or the code to compare. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NO_PASSKEY_REQUESTED`: An answer or a confirmation came while nothing waits for one: the pairing has ended, or the service was restarted, which loses the challenge. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answerPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyAnswer"];
            };
        };
        responses: {
            /** @description The answer was sent to WhatsApp. */
            202: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NO_PASSKEY_REQUESTED`: An answer or a confirmation came while nothing waits for one: the pairing has ended, or the service was restarted, which loses the challenge. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `PASSKEY_OUTDATED`: An answer or a confirmation names, or was signed for, another challenge than the one at hand.
             *     - `PASSKEY_ALREADY_ANSWERED`: The challenge was answered before, or its code confirmed: each counts once.
             */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `PASSKEY_INVALID`: The answer is not a `PublicKeyCredential` of an assertion as JSON, or is larger than 16 KiB. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirmPasskey: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeyConfirmation"];
            };
        };
        responses: {
            /** @description The confirmation was sent to WhatsApp. */
            202: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NO_PASSKEY_REQUESTED`: An answer or a confirmation came while nothing waits for one: the pairing has ended, or the service was restarted, which loses the challenge. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `PASSKEY_OUTDATED`: An answer or a confirmation names, or was signed for, another challenge than the one at hand.
             *     - `PASSKEY_ALREADY_ANSWERED`: The challenge was answered before, or its code confirmed: each counts once.
             */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resetSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body within 24 hours gets the first response. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session is reset: its connection and credentials are removed. */
            200: {
                headers: {
                    "idempotent-replayed": components["headers"]["IdempotentReplayed"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `BAD_REQUEST`: An earlier request with this `Idempotency-Key` is still under way.
             *     - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read.
             *     - `REPLACED`: Another connection uses these credentials (409, 440, conflict replaced).
             */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The `Idempotency-Key` was used with another body. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    restartSession: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session has started again. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRestartPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy in effect. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyShown"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putRestartPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestartPolicy"];
            };
        };
        responses: {
            /** @description The policy in effect. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyShown"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteRestartPolicy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy in effect. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyShown"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openSocket: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is upgraded to a WebSocket. */
            101: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description.
             *     - `BAD_REQUEST`: The request is not a WebSocket upgrade.
             */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhooks: {
        parameters: {
            query?: {
                /** @description Start of the page: `next` of the page before. Without it the newest endpoints are returned. */
                cursor?: string;
                /** @description Maximum number of endpoints in the page. */
                limit?: number;
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of endpoints. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhooksPage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    addWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWebhook"];
            };
        };
        responses: {
            /** @description The endpoint was added. Its secret is returned only in this response. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AddedWebhook"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The service runs without `[messages] enabled`: it keeps no messages. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint is deleted. */
            204: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    changeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookChange"];
            };
        };
        responses: {
            /** @description The endpoint after the change. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listWebhookDeliveries: {
        parameters: {
            query: {
                /** @description Start of the page: `next` of the page before, with the same state. */
                cursor?: string;
                /** @description Maximum number of deliveries in the page. */
                limit?: number;
                /** @description State of the deliveries. */
                state: components["schemas"]["WebhookDeliveryState"];
            };
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of deliveries. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookDeliveriesPage"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    disableWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint is disabled. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    enableWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The endpoint is enabled. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookEndpoint"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replayWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description A request repeated with the same key and body within 24 hours gets the first response. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookReplay"];
            };
        };
        responses: {
            /** @description The events wait to be sent. */
            200: {
                headers: {
                    "idempotent-replayed": components["headers"]["IdempotentReplayed"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayedEvents"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `BAD_REQUEST`: An earlier request with this `Idempotency-Key` is still under way.
             *     - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read.
             */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /**
             * @description - `BAD_REQUEST`: The `Idempotency-Key` was used with another body.
             *     - `BAD_REQUEST`: The body can be parsed, but its values are invalid.
             */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rotateWebhookSecret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["WebhookRotation"] | null;
            };
        };
        responses: {
            /** @description The secret was rotated. The new one is returned only in this response. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedWebhook"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not arrive completely within 10 s. */
            408: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is longer than 16 KiB. */
            413: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body is not `application/json`. */
            415: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body can be parsed, but its values are invalid. */
            422: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    testWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Id of the webhook endpoint, `webhookId`. */
                webhook: components["parameters"]["webhook"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The outcome of the test. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WebhookTest"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body does not match its description. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: There is no such webhook, or the service runs without `[messages] enabled`. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getAsyncApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description AsyncAPI 3.0. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    isAlive: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The process answers. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    openShortLink: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description Code of a link's short address, the end of `shortUrl`. Dashes and capitals do not matter. */
                code: components["parameters"]["code"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link is valid; the onboarding page is elsewhere. */
            302: {
                headers: {
                    /** @description The onboarding page, with the token in the fragment. */
                    location?: string;
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `NOT_FOUND`: There is no link with this code. */
            404: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read. */
            409: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `NOT_FOUND`: The link has expired or was revoked. */
            410: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The metrics. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/openmetrics-text": string;
                };
            };
            /** @description - `UNAUTHORIZED`: No credentials were presented. */
            401: {
                headers: {
                    "www-authenticate": components["headers"]["Authenticate"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `FORBIDDEN`: The presented credentials do not allow it. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    isReady: {
        parameters: {
            query?: never;
            header?: {
                /** @description Correlation id of the request, for the journal and the log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The service is ready. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ready"];
                };
            };
            /** @description - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open. */
            429: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `INTERNAL`: An internal error. */
            500: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `STORE_UNAVAILABLE`: PostgreSQL does not answer, or the process is stopping. */
            503: {
                headers: {
                    "retry-after": components["headers"]["RetryAfter"];
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
