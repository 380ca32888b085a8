// Written by `npm run generate` from docs/openapi.json. Do not edit.

export interface paths {
    "/api/dashboard/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at what happened
         * @description Sessions by state over time, how far pairings came and how long they took, failures, restarts. What is older than the journal is kept
         *     for is not told.
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
         * Look at the service
         * @description Whether it is ready and what that rests on, the database, the gate, the breaker, sessions and sockets.
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
         * Look at the own visit
         * @description What its page needs to know.
         */
        get: operations["getVisit"];
        put?: never;
        /**
         * Sign in to the dashboard
         * @description With an API key that has the scope `admin`. Failed tries of one address are slowed down.
         */
        post: operations["signIn"];
        /**
         * Sign out of the dashboard
         * @description Its WebSockets are closed too.
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
         * @description What is said on it is in [`/asyncapi.json`](/asyncapi.json): how every session looks, at once and at each change.
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
    "/api/whatsapp/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List sessions
         * @description Those that have a session actor: linked companies, and those somebody is pairing or watching.
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
         * Look at a session
         * @description A company that nobody has heard of is `idle`.
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
    "/api/whatsapp/sessions/{company}/credentials/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Look at the stored credentials
         * @description Whether there are any, of which phone, and when they expire. The credentials themselves are never told.
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
         * @description Closes the line and keeps the credentials: the device stays on the phone's list. Nothing connects again by itself, not even
         *     after a restart of the service, until the session is restarted or a pairing is asked for. A pairing that is under way is
         *     given up. Answered when the database keeps it, and 503 when it does not: then the line stays as it is. Where nothing is
         *     linked there is nothing to do.
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
         * Read a session's journal
         * @description Every transition with its reason, who made it happen and under which correlation id; newest first.
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
    "/api/whatsapp/sessions/{company}/onboarding-links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an onboarding link
         * @description For the owner of one company, for a short time. It opens the WebSocket of that company and nothing else.
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
         * @description What was opened with it is closed.
         */
        delete: operations["revokeOnboardingLink"];
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
         * Begin a pairing
         * @description Answered as soon as it has begun. The code or the QR is on the session's WebSocket, what becomes of it in the session's status.
         *     The same number asked again while a code lives leads to the same code; another number ends the pairing under way. A phone that
         *     is linked is replaced only with `changeNumber`, unless its credentials are of no use any more.
         */
        post: operations["beginPairing"];
        /**
         * Give up the pairing under way
         * @description Where none is under way nothing happens.
         */
        delete: operations["giveUpPairing"];
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
         * @description Removes the connection, on the phone too where the line is up; answered when nothing of it is left.
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
         * @description It begins anew with the stored credentials, whatever it was parked for; answered when its new life has begun.
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
         * Look at a restart policy
         * @description How the session is restarted when its actor dies.
         */
        get: operations["getRestartPolicy"];
        /**
         * Give a company a restart policy of its own
         * @description It counts from the next end of its session on.
         */
        put: operations["putRestartPolicy"];
        post?: never;
        /**
         * Take the company's own restart policy away
         * @description The default counts again.
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
         * Open a company's WebSocket
         * @description What is said on it is in [`/asyncapi.json`](/asyncapi.json). Who opens it is proved by an API key, by a visit's cookie, by the
         *     token of an onboarding link offered as a subprotocol beside `linekeeper`, or by the first frame (`authenticate`).
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
    "/asyncapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read the AsyncAPI document of the WebSockets */
        get: operations["getAsyncApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read this API on a page */
        get: operations["getDocumentation"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/{file}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Load what the documentation's page needs */
        get: operations["getDocumentationFile"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs/errors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read what the codes of errors mean
         * @description Each has a place of its name on the page: `/docs/errors#INVALID_PHONE`.
         */
        get: operations["getErrors"];
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
        /** Whether the process answers */
        get: operations["isAlive"];
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
         * Read what is counted
         * @description For Prometheus. Open to everybody where the service is configured so.
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
        /** Read this document */
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
         * Whether the process can do its work
         * @description That is, whether the database answers and can write, and the gate lets through those who wait.
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
        /**
         * @description The public name of an API key, an onboarding link or a visit. It proves nothing.
         * @example k3m9p2q8r7s6t5u4
         */
        AccessId: string;
        /**
         * @description Who.
         * @enum {string}
         */
        Actor: "client" | "api" | "phone" | "whatsapp" | "store" | "gate" | "session" | "supervisor" | "housekeeping";
        /** @description The process answers. */
        Alive: {
            status: components["schemas"]["AliveStatus"];
        };
        /**
         * @description Of a process that answers.
         * @enum {string}
         */
        AliveStatus: "ok";
        /**
         * @description Growing pauses. The default is WhatsApp Web's: Fibonacci seconds, at most 900 s, ±10 % jitter, forgotten after 30 s of
         *     stability.
         */
        Backoff: {
            /**
             * Format: int64
             * @description The longest pause before jitter, in milliseconds.
             */
            capMs: number;
            /**
             * Format: int64
             * @description The first pause, in milliseconds.
             */
            initialMs: number;
            /**
             * Format: int32
             * @description How far a pause may be off, either way, in percent.
             */
            jitterPercent: number;
            /** @description How they grow. */
            kind: components["schemas"]["BackoffKind"];
            /**
             * Format: int32
             * @description How long something must hold before the next failure counts as the first, in seconds.
             */
            stableAfterSeconds: number;
        };
        /**
         * @description How pauses grow.
         * @enum {string}
         */
        BackoffKind: "fibonacci" | "exponential";
        /** @description What is open while WhatsApp refuses our client version: then nobody connects but a probe now and then. */
        BreakerHealth: {
            /**
             * Format: date-time
             * @description From when on the next session that wants to connect is the probe; null while one is under way.
             */
            nextProbeAt: string | null;
            /** @description Whether it does. */
            open: boolean;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string | null;
        };
        /**
         * @description The marketplace's own id of a salon.
         * @example 997441
         */
        CompanyId: string;
        /**
         * @description One id follows a request through every log line and journal entry; it is what a person reads to support.
         * @example http-0199c2a8
         */
        CorrelationId: string;
        /** @description What is stored of a company. */
        CredentialsStatus: {
            /** @description Whether there is anything to reset. */
            canReset: boolean;
            companyId: components["schemas"]["CompanyId"];
            /**
             * Format: date-time
             * @description When they are deleted, at the earliest, if nobody uses them until then: never before their owner was warned in time.
             */
            expiresAt: string | null;
            /** @description Whether credentials are stored. */
            hasCredentials: boolean;
            /**
             * @description The phone of the credentials, or the one that a pairing was asked for which is not linked yet. In full for those who may read
             *     sessions, else masked.
             */
            storedPhone: string | null;
            /** @description Always true. */
            success: boolean;
        };
        /** @description What was asked for was done, or begun. */
        Done: {
            /** @description Of this request; it is in the journal and in the log. */
            correlationId: components["schemas"]["CorrelationId"];
            /** @description The company whose session it is. */
            sessionId: components["schemas"]["CompanyId"];
            /** @description Always true: a failure is a problem document. */
            success: boolean;
        };
        /**
         * @description What went wrong.
         *
         *     - `INVALID_PHONE`: What was typed is no phone number.
         *     - `PHONE_MISMATCH`: Another number than the linked one was asked for, without the consent to change the number.
         *     - `PHONE_IN_USE`: Another company has linked this phone, or the same WhatsApp account under another way of writing its number.
         *     - `CREDENTIALS_CONFLICT`: Stored credentials cannot be read.
         *     - `RATE_LIMITED`: WhatsApp throttles the number, or a limit of codes is reached: the number's, the company's (5 numbers, 10 codes a day) or the onboarding link's (3 numbers); or the company has begun 30 pairings within the hour, by code or QR.
         *     - `LINKING_UNAVAILABLE`: WhatsApp does not link this account by number (452).
         *     - `PASSKEY_REQUIRED`: WhatsApp demands a passkey that only web.whatsapp.com can present.
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
         *     - `UNAUTHORIZED`: No credentials were presented.
         *     - `FORBIDDEN`: The presented credentials do not allow it.
         *     - `TOO_MANY_REQUESTS`: One caller sends too much, or has too many connections open.
         *     - `NOT_FOUND`: There is no such path.
         *     - `BAD_REQUEST`: The request or frame is malformed.
         *     - `INTERNAL`: A fault of ours: WhatsApp refuses our protocol or configuration (400, 409, 415, 418, 501 at connect), or its certificate cannot be trusted.
         * @enum {string}
         */
        ErrorCode: "INVALID_PHONE" | "PHONE_MISMATCH" | "PHONE_IN_USE" | "CREDENTIALS_CONFLICT" | "RATE_LIMITED" | "LINKING_UNAVAILABLE" | "PASSKEY_REQUIRED" | "PAIRING_TIMEOUT" | "CODE_EXPIRED" | "PAIRING_NOT_FINISHED" | "SUPERSEDED" | "PAIRING_CODE_FAILED" | "NETWORK_ERROR" | "WRONG_PHONE_LINKED" | "LOGGED_OUT" | "REMOVED_AFTER_LINK" | "REPLACED" | "TEMPORARILY_BANNED" | "BANNED" | "ACCOUNT_LOCKED" | "CLIENT_OUTDATED" | "DISCONNECTED" | "RESTART_LIMIT" | "STORE_UNAVAILABLE" | "UNAUTHORIZED" | "FORBIDDEN" | "TOO_MANY_REQUESTS" | "NOT_FOUND" | "BAD_REQUEST" | "INTERNAL";
        /** @description Something that happened to a session. */
        Event: {
            /** @description Who made it happen. */
            actor: components["schemas"]["Actor"];
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            code: components["schemas"]["ErrorCode"] | null;
            correlationId: components["schemas"]["CorrelationId"] | null;
            /** @description What, for example `pairing_requested`. */
            event: string;
            from: components["schemas"]["StateName"] | null;
            /**
             * Format: int64
             * @description Its number; later ones are larger.
             */
            id: number;
            /**
             * @description As whom: a key, a visit or a link.
             * @example key:k3m9p2q8r7s6t5u4
             */
            principal: string | null;
            /** @description Why. */
            reason: string | null;
            to: components["schemas"]["StateName"] | null;
        };
        /** @description A page of a journal, newest first. */
        EventsPage: {
            /** @description The events. */
            events: components["schemas"]["Event"][];
            /** @description The `cursor` of the next page; null when this is the last one. */
            next: string | null;
        };
        /** @description How often sessions failed for one reason. */
        FailureCount: {
            /** @description Why. Text, because an older entry of the journal may bear a code that is not known any more. */
            code: components["schemas"]["ErrorCode"];
            /**
             * Format: int64
             * @description How often.
             */
            count: number;
        };
        /** @description How many pairings came to each step. Whoever came to one came to those before it. */
        Funnel: {
            /**
             * Format: int64
             * @description The session connected.
             */
            connected: number;
            /**
             * Format: int64
             * @description The phone took it.
             */
            phoneAnswered: number;
            /**
             * Format: int64
             * @description They began. Who asks while the line is connected, or for the pairing that is under way, begins none.
             */
            requested: number;
            /**
             * Format: int64
             * @description The code or the QR was on the screen.
             */
            shown: number;
        };
        /** @description Connections at the gate. */
        GateCounts: {
            /** @description Those that log in. */
            connecting: number;
            /**
             * Format: int64
             * @description How long the one has waited that has waited longest, in milliseconds.
             */
            oldestWaitMs: number;
            /** @description Those that wait for their turn. */
            waiting: number;
        };
        /** @description The way to WhatsApp. */
        GateHealth: {
            /**
             * Format: int32
             * @description Log-ins that may be under way at once.
             */
            concurrency: number;
            /** @description Those that log in. */
            connecting: number;
            /**
             * Format: int32
             * @description Connections that are opened per second at most.
             */
            perSecond: number;
            /** @description Sessions that wait for their turn. */
            waiting: number;
        };
        /** @description How long calls took that were answered, in milliseconds. */
        LatencyMs: {
            /**
             * Format: double
             * @description Half of them at most so long.
             */
            p50: number;
            /**
             * Format: double
             * @description Ninety-nine of a hundred.
             */
            p99: number;
        };
        /** @description How long a link counts. */
        LinkWish: {
            /**
             * Format: int64
             * @description How long it counts, in seconds, at most a day.
             */
            ttlSeconds?: number | null;
        };
        /** @description A link by which a salon's owner reaches the onboarding page of their own company. */
        OnboardingLink: {
            companyId: components["schemas"]["CompanyId"];
            correlationId: components["schemas"]["CorrelationId"];
            /**
             * Format: date-time
             * @description When it stops to count.
             */
            expiresAt: string;
            linkId: components["schemas"]["AccessId"];
            /** @description For the WebSocket of this company only. */
            token: string;
            /** @description The onboarding page with the token in the fragment, which browsers send to nobody. */
            url: string;
        };
        /** @description What happened in the last hours. */
        Overview: {
            /**
             * Format: int32
             * @description The length of a bucket.
             */
            bucketSeconds: number;
            /** @description Failures of sessions by code, the most frequent first. */
            failures: components["schemas"]["FailureCount"][];
            /**
             * Format: date-time
             * @description The beginning of the first bucket.
             */
            from: string;
            /** @description Pairings begun in this time, by how far they came. */
            pairings: components["schemas"]["Pairings"];
            /**
             * @description Restarts by the service itself, over time; those that a person wants are not counted. A bucket in which the service was down is
             *     not there.
             */
            restarts: components["schemas"]["RestartsPoint"][];
            /**
             * @description Sessions by state, over time: the mean of a bucket's samples, of which there is one a minute; in the last one, how it is now. A
             *     bucket in which the service was down is not there.
             */
            states: components["schemas"]["StatesPoint"][];
            /** @description How long those took that came to a connected session, from the request on. */
            timeToConnected: components["schemas"]["TimeToConnected"];
            /**
             * Format: date-time
             * @description Now.
             */
            to: string;
        };
        /**
         * @description How the device is being linked. Both run on one connection; whichever completes first wins.
         * @enum {string}
         */
        PairingMethod: "code" | "qr";
        /** @description Pairings by method: the one by which the phone was linked, and before that the one asked for. */
        Pairings: {
            /** @description By code. */
            code: components["schemas"]["Funnel"];
            /** @description By QR. */
            qr: components["schemas"]["Funnel"];
        };
        /** @description A pairing's status. */
        PairingStatus: {
            /**
             * Format: int32
             * @description Which try this is.
             */
            attempt: number;
            /**
             * Format: date-time
             * @description Until when the code works.
             */
            codeExpiresAt?: string | null;
            /** @description By code or QR. */
            method: components["schemas"]["PairingMethod"];
            /** @description Whether the phone has answered. */
            phoneAnswered: boolean;
        };
        /** @description How to link a phone. */
        PairingWish: {
            /**
             * @description The linked number may be replaced by this one, or by that of whichever phone scans the QR. Without it another number than
             *     the linked one is answered `PHONE_MISMATCH`.
             */
            changeNumber?: boolean;
            method?: components["schemas"]["PairingMethod"] | null;
            /** @description Lift the wait after `REMOVED_AFTER_LINK`, in which no phone is linked. */
            overrideWait?: boolean;
            /**
             * @description The number, for a code: national or international, in whatever form people write it. None for a QR.
             * @example 8 (900) 646-42-63
             */
            phoneNumber?: string | null;
        };
        /** @description How a company's session is restarted. */
        PolicyShown: {
            companyId: components["schemas"]["CompanyId"];
            /** @description Whether the company has none of its own. */
            isDefault: boolean;
            /** @description What counts: its own policy, or the default. */
            policy: components["schemas"]["RestartPolicy"];
        };
        /** @description What went wrong with a request (RFC 9457). */
        Problem: {
            code: components["schemas"]["ErrorCode"];
            /** @description Of the request that failed; support finds the story by it. */
            correlationId: components["schemas"]["CorrelationId"];
            /** @description What exactly, in English, for developers. */
            detail: string;
            message: components["schemas"]["Text"];
            /**
             * Format: int64
             * @description In how many milliseconds trying again makes sense, where that is known; in seconds it is the header `Retry-After`.
             */
            retryAfterMs?: number | null;
            /**
             * Format: int32
             * @description The HTTP status.
             */
            status: number;
            /** @description With `PHONE_MISMATCH`: the linked number, masked. */
            storedPhone?: string | null;
            /** @description The code's sentence in English. */
            title: string;
            /**
             * Format: uri-reference
             * @description Where the code is explained: `/docs/errors#CODE`, relative to the service.
             * @example /docs/errors#INVALID_PHONE
             */
            type: string;
            userAction: components["schemas"]["UserAction"];
        };
        /** @description The process can do its work. */
        Ready: {
            gate: components["schemas"]["GateCounts"];
            status: components["schemas"]["ReadyStatus"];
            store: components["schemas"]["StoreStatus"];
            whatsapp: components["schemas"]["WhatsappStatus"];
        };
        /**
         * @description Of a process that can do its work.
         * @enum {string}
         */
        ReadyStatus: "ready";
        /**
         * @description Which ends are followed by a restart.
         * @enum {string}
         */
        RestartKind: "permanent" | "transient" | "temporary";
        /** @description How a session is restarted. The service has one by default; a company may have its own. */
        RestartPolicy: {
            /** @description How long to wait before a restart. */
            backoff: components["schemas"]["Backoff"];
            /** @description Which ends are followed by a restart. */
            kind: components["schemas"]["RestartKind"];
            /**
             * Format: int32
             * @description The intensity: so many restarts within the window, then the session is parked.
             */
            maxRestarts: number;
            /**
             * Format: int32
             * @description The window of the intensity, in seconds.
             */
            windowSeconds: number;
        };
        /** @description Restarts in one bucket. */
        RestartsPoint: {
            /**
             * Format: date-time
             * @description The beginning of the bucket.
             */
            at: string;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
        };
        /**
         * @description One right.
         * @enum {string}
         */
        Scope: "sessions:read" | "sessions:write" | "onboarding:create" | "admin";
        /** @description How the service is. */
        Service: {
            breaker: components["schemas"]["BreakerHealth"];
            /** @description What that rests on. */
            checks: components["schemas"]["ServiceCheck"][];
            gate: components["schemas"]["GateHealth"];
            /**
             * Format: date-time
             * @description The service's time.
             */
            now: string;
            /** @description Whether it can do its work, as `/readyz` says. */
            ready: boolean;
            /** @description Sessions by state. */
            sessions: components["schemas"]["StateCounts"];
            /** @description Open WebSockets. */
            sockets: number;
            /**
             * Format: date-time
             * @description When the process started.
             */
            startedAt: string;
            store: components["schemas"]["StoreHealth"];
            /**
             * @description Of the program.
             * @example 0.1.0
             */
            version: string;
        };
        /** @description Something without which the service cannot do its work. */
        ServiceCheck: {
            /** @description What is wrong, in English. */
            detail: string | null;
            /** @description What: `store`, `gate`. */
            name: string;
            /** @description Whether it works. */
            ok: boolean;
        };
        /** @description A page of sessions, by company id. */
        SessionsPage: {
            /** @description The `cursor` of the next page; null when this is the last one. */
            next: string | null;
            /** @description The sessions. */
            sessions: components["schemas"]["Status"][];
        };
        /** @description What somebody signs in with. */
        SignIn: {
            /**
             * Format: password
             * @description An API key with the scope `admin`.
             */
            key: string;
        };
        /** @description How many sessions are in each state. */
        StateCounts: {
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
             * @description Credentials are being made and the line opened.
             */
            creating: number;
            /**
             * Format: int32
             * @description Parked: a person, or time, has to change something.
             */
            error: number;
            /**
             * Format: int32
             * @description Nothing is linked and nothing under way.
             */
            idle: number;
            /**
             * Format: int32
             * @description A code or a QR is on the screen.
             */
            pairing_code_sent: number;
            /**
             * Format: int32
             * @description The account asks for a passkey.
             */
            passkey_required: number;
            /**
             * Format: int32
             * @description The line broke; the next attempt has a time.
             */
            reconnecting: number;
            /**
             * Format: int32
             * @description WhatsApp was asked for a code.
             */
            waiting_for_pairing_code: number;
        };
        /**
         * @description The name of a state.
         * @enum {string}
         */
        StateName: "idle" | "creating" | "waiting_for_pairing_code" | "pairing_code_sent" | "connecting" | "connected" | "reconnecting" | "passkey_required" | "error";
        /** @description Sessions by state in one bucket. */
        StatesPoint: {
            /**
             * Format: date-time
             * @description The beginning of the bucket.
             */
            at: string;
            /** @description How many were in each state. */
            counts: components["schemas"]["StateCounts"];
        };
        /** @description A session's status. Nothing in it is secret: numbers are masked, codes absent. */
        Status: {
            code?: components["schemas"]["ErrorCode"] | null;
            /** @description Whose session. */
            companyId: components["schemas"]["CompanyId"];
            /** @description For support. */
            correlationId: components["schemas"]["CorrelationId"];
            /** @description Whether a phone is linked, connected or not. */
            linked: boolean;
            message?: components["schemas"]["Text"] | null;
            /**
             * Format: date-time
             * @description When the next attempt to connect is made.
             */
            nextAttemptAt?: string | null;
            pairing?: components["schemas"]["PairingStatus"] | null;
            /** @description The number that is linked, or being linked, masked. */
            phoneNumber?: string | null;
            /**
             * Format: int64
             * @description In how many milliseconds trying again makes sense.
             */
            retryAfterMs?: number | null;
            /**
             * Format: date-time
             * @description Since when it is in this state.
             */
            since: string;
            /** @description The state. */
            state: components["schemas"]["StateName"];
            /** @description What a person can do. */
            userAction: components["schemas"]["UserAction"];
        };
        /** @description The database. */
        StoreHealth: {
            latencyMs: components["schemas"]["LatencyMs"] | null;
            /**
             * @description The version of PostgreSQL; null while it does not answer.
             * @example 15.8
             */
            serverVersion: string | null;
            /** @description Whether it answers. */
            up: boolean;
        };
        /**
         * @description The database.
         * @enum {string}
         */
        StoreStatus: "up";
        /** @description One sentence in Russian and English. Frames carry both, so that a page can switch language without asking again. */
        Text: {
            /** @description The sentence in English. */
            en: string;
            /** @description The sentence in Russian. */
            ru: string;
        };
        /** @description Those that took at most so long, and longer than the bucket before. */
        TimeBucket: {
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /**
             * Format: int32
             * @description The bound; null for the last bucket, which has none.
             */
            leMs: number | null;
        };
        /** @description How long it took until sessions were connected. */
        TimeToConnected: {
            /** @description How many took how long. Each is counted in one bucket only. */
            buckets: components["schemas"]["TimeBucket"][];
            /**
             * Format: int64
             * @description How many were.
             */
            count: number;
            /**
             * Format: int64
             * @description Half of them took at most so long; null when there are none.
             */
            p50Ms: number | null;
            /**
             * Format: int64
             * @description Nine of ten.
             */
            p90Ms: number | null;
            /**
             * Format: int64
             * @description Ninety-nine of a hundred.
             */
            p99Ms: number | null;
        };
        /**
         * @description What the person in front of the screen can do about it.
         * @enum {string}
         */
        UserAction: "none" | "retry" | "reset" | "change_number" | "use_qr" | "wait" | "contact_support";
        /** @description What the dashboard's page knows of its visit. */
        Visit: {
            /** @description To be sent as `x-csrf-token` with whatever changes something. */
            csrfToken: string;
            /**
             * Format: date-time
             * @description When the visit is over whatever is done.
             */
            expiresAt: string;
            /** @description The key's public name. */
            key: components["schemas"]["AccessId"];
            /** @description What it is good for. */
            scopes: components["schemas"]["Scope"][];
        };
        /**
         * @description What WhatsApp says of our client version.
         * @enum {string}
         */
        WhatsappStatus: "accepted" | "client_outdated";
    };
    responses: never;
    parameters: {
        /** @description The company. */
        company: string;
        /** @description Follows the request through journal and log. */
        correlationId: components["schemas"]["CorrelationId"];
        /** @description A file of the documentation's page. */
        file: string;
        /** @description A request with the same key and body is answered once. */
        idempotencyKey: string;
        /** @description The link's public name, `linkId`. */
        link: string;
    };
    requestBodies: never;
    headers: {
        /** @description How to prove who one is. */
        Authenticate: string;
        /** @description Of this request. */
        CorrelationId: components["schemas"]["CorrelationId"];
        /** @description The answer is one that was given before, under the same `Idempotency-Key`. */
        IdempotentReplayed: "true";
        /** @description In how many seconds trying again makes sense. */
        RetryAfter: number;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getOverview: {
        parameters: {
            query?: {
                /** @description So many hours until now. */
                hours?: number;
            };
            header?: {
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The last hours. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description How it is now. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The visit. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
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
            /** @description The visit has begun. */
            200: {
                headers: {
                    /** @description `__Host-linekeeper`, which no script can read. */
                    "set-cookie"?: string;
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Visit"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
            400: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `UNAUTHORIZED`: The key does not count. */
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
            /** @description - `FORBIDDEN`: The key has not the scope `admin`. */
            403: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description - `BAD_REQUEST`: The body did not come to its end within 10 s. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The visit is over. */
            204: {
                headers: {
                    /** @description `__Host-linekeeper`, which no script can read. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from here on. */
            101: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The request is no upgrade to a WebSocket. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description Sessions in the page. */
                limit?: number;
                /** @description Only those in this state. */
                state?: components["schemas"]["StateName"];
            };
            header?: {
                /** @description Follows the request through journal and log. */
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
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The session as it is now. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Status"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What is stored. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CredentialsStatus"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description Events in the page. */
                limit?: number;
            };
            header?: {
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
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
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
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
            /** @description The link. Its token is told this once. */
            201: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OnboardingLink"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `BAD_REQUEST`: The body did not come to its end within 10 s. */
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
            /** @description - `BAD_REQUEST`: The body can be read, and its values make no sense. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
                /** @description The link's public name, `linkId`. */
                link: components["parameters"]["link"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The link counts no more. */
            204: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description A request with the same key and body is answered once. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
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
            /** @description The pairing has begun. */
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
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `BAD_REQUEST`: The body did not come to its end within 10 s. */
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
             * @description - `BAD_REQUEST`: The request under this `Idempotency-Key` is still under way.
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
             *     - `BAD_REQUEST`: The body can be read, and its values make no sense.
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No pairing is under way any more. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description A request with the same key and body is answered once. */
                "Idempotency-Key"?: components["parameters"]["idempotencyKey"];
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
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
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
             * @description - `BAD_REQUEST`: The request under this `Idempotency-Key` is still under way.
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is done. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Done"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy that counts now. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyShown"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
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
            /** @description The policy that counts now. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyShown"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `BAD_REQUEST`: The body did not come to its end within 10 s. */
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
            /** @description - `BAD_REQUEST`: The body can be read, and its values make no sense. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The policy that counts now. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyShown"];
                };
            };
            /** @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description The company. */
                company: components["parameters"]["company"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The connection is a WebSocket from here on. */
            101: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            /**
             * @description - `BAD_REQUEST`: The path, a parameter, a header or the body is not what is described here.
             *     - `BAD_REQUEST`: The request is no upgrade to a WebSocket.
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
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
    getDocumentation: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
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
    getDocumentationFile: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path: {
                /** @description A file of the documentation's page. */
                file: components["parameters"]["file"];
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
                    "text/css": string;
                    "text/javascript": string;
                };
            };
            /** @description - `NOT_FOUND`: There is no such file. */
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
    getErrors: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page. */
            200: {
                headers: {
                    "x-correlation-id": components["headers"]["CorrelationId"];
                    [name: string]: unknown;
                };
                content: {
                    "text/html": string;
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
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
    getMetrics: {
        parameters: {
            query?: never;
            header?: {
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Metrics. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
                /** @description Follows the request through journal and log. */
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
                /** @description Follows the request through journal and log. */
                "x-correlation-id"?: components["parameters"]["correlationId"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It can. */
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
            /** @description - `INTERNAL`: A fault of ours. */
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
