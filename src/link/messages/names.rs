//! Names of the contents that are not read, as WhatsApp's protocol has them, and what concerns devices only.

use waproto::whatsapp as wa;

/// Returns the protocol's name of the first of these fields that is set.
macro_rules! first_set {
    ($message:expr, { $($field:ident: $name:literal,)* }) => {
        $(if $message.$field.is_set() {
            return Some($name);
        })*
    };
}

/// Protocol's name of a content for people that is not read; `None` if there is none. A text or a wrapper without content
/// is one, too.
#[expect(clippy::too_many_lines, reason = "a table")]
#[expect(clippy::cognitive_complexity, reason = "a table")]
pub(super) fn first_of(message: &wa::Message) -> Option<&'static str> {
    first_set!(message, {
        extended_text_message: "extendedTextMessage",
        call: "call",
        chat: "chat",
        highly_structured_message: "highlyStructuredMessage",
        send_payment_message: "sendPaymentMessage",
        request_payment_message: "requestPaymentMessage",
        decline_payment_request_message: "declinePaymentRequestMessage",
        cancel_payment_request_message: "cancelPaymentRequestMessage",
        template_message: "templateMessage",
        group_invite_message: "groupInviteMessage",
        template_button_reply_message: "templateButtonReplyMessage",
        product_message: "productMessage",
        list_message: "listMessage",
        view_once_message: "viewOnceMessage",
        order_message: "orderMessage",
        list_response_message: "listResponseMessage",
        ephemeral_message: "ephemeralMessage",
        invoice_message: "invoiceMessage",
        buttons_message: "buttonsMessage",
        buttons_response_message: "buttonsResponseMessage",
        payment_invite_message: "paymentInviteMessage",
        interactive_message: "interactiveMessage",
        reaction_message: "reactionMessage",
        interactive_response_message: "interactiveResponseMessage",
        poll_creation_message: "pollCreationMessage",
        poll_update_message: "pollUpdateMessage",
        keep_in_chat_message: "keepInChatMessage",
        document_with_caption_message: "documentWithCaptionMessage",
        request_phone_number_message: "requestPhoneNumberMessage",
        view_once_message_v2: "viewOnceMessageV2",
        enc_reaction_message: "encReactionMessage",
        edited_message: "editedMessage",
        view_once_message_v2_extension: "viewOnceMessageV2Extension",
        poll_creation_message_v2: "pollCreationMessageV2",
        scheduled_call_creation_message: "scheduledCallCreationMessage",
        group_mentioned_message: "groupMentionedMessage",
        pin_in_chat_message: "pinInChatMessage",
        poll_creation_message_v3: "pollCreationMessageV3",
        scheduled_call_edit_message: "scheduledCallEditMessage",
        bot_invoke_message: "botInvokeMessage",
        call_log_messsage: "callLogMesssage",
        enc_comment_message: "encCommentMessage",
        bcall_message: "bcallMessage",
        lottie_sticker_message: "lottieStickerMessage",
        event_message: "eventMessage",
        enc_event_response_message: "encEventResponseMessage",
        comment_message: "commentMessage",
        newsletter_admin_invite_message: "newsletterAdminInviteMessage",
        placeholder_message: "placeholderMessage",
        secret_encrypted_message: "secretEncryptedMessage",
        album_message: "albumMessage",
        event_cover_image: "eventCoverImage",
        sticker_pack_message: "stickerPackMessage",
        status_mention_message: "statusMentionMessage",
        poll_result_snapshot_message: "pollResultSnapshotMessage",
        poll_creation_option_image_message: "pollCreationOptionImageMessage",
        associated_child_message: "associatedChildMessage",
        group_status_mention_message: "groupStatusMentionMessage",
        poll_creation_message_v4: "pollCreationMessageV4",
        status_add_yours: "statusAddYours",
        group_status_message: "groupStatusMessage",
        rich_response_message: "richResponseMessage",
        status_notification_message: "statusNotificationMessage",
        limit_sharing_message: "limitSharingMessage",
        bot_task_message: "botTaskMessage",
        question_message: "questionMessage",
        group_status_message_v2: "groupStatusMessageV2",
        bot_forwarded_message: "botForwardedMessage",
        status_question_answer_message: "statusQuestionAnswerMessage",
        question_reply_message: "questionReplyMessage",
        question_response_message: "questionResponseMessage",
        status_quoted_message: "statusQuotedMessage",
        status_sticker_interaction_message: "statusStickerInteractionMessage",
        poll_creation_message_v5: "pollCreationMessageV5",
        newsletter_follower_invite_message_v2: "newsletterFollowerInviteMessageV2",
        poll_result_snapshot_message_v3: "pollResultSnapshotMessageV3",
        newsletter_admin_profile_message: "newsletterAdminProfileMessage",
        newsletter_admin_profile_message_v2: "newsletterAdminProfileMessageV2",
        spoiler_message: "spoilerMessage",
        poll_creation_message_v6: "pollCreationMessageV6",
        conditional_reveal_message: "conditionalRevealMessage",
        poll_add_option_message: "pollAddOptionMessage",
        event_invite_message: "eventInviteMessage",
        payment_reminder_message: "paymentReminderMessage",
        split_payment_message: "splitPaymentMessage",
        newsletter_admin_profile_status_message: "newsletterAdminProfileStatusMessage",
    });
    None
}

/// Whether something is set that devices tell each other, and people do not see.
pub(super) fn is_for_devices(message: &wa::Message) -> bool {
    message.protocol_message.is_set()
        || message.device_sent_message.is_set()
        || message.sender_key_distribution_message.is_set()
        || message.fast_ratchet_key_sender_key_distribution_message.is_set()
        || message.sticker_sync_rmr_message.is_set()
        || message.message_history_bundle.is_set()
        || message.message_history_notice.is_set()
        || message.group_root_key_share.is_set()
        || message.root_secret_distribute_message.is_set()
}
