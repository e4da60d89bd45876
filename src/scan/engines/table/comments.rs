//! Comments that a page takes in from elsewhere, and short messages.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    // Known: the document of a Disqus thread.
    row(
        "Disqus",
        ".post-message&.post-content",
        "C li.post;b .post-message;a .author a,.author;t .time-ago@title;l a.time-ago;n .vote-up .count,.updatable.count",
    ),
    // Read: isso-comments/isso, isso/js/app/templates/comment.js; without its prefix before 0.13.
    row(
        "Isso",
        ".isso-comment",
        "C .isso-comment;b .isso-text,.text;a .isso-author,.author;t time;l .isso-permalink,.permalink;n .isso-votes,.votes",
    ),
    // Read: umputun/remark42, frontend/apps/remark42/app/components/comment/comment.tsx.
    row(
        "Remark42",
        ".comment__text&.comment__time",
        "C article.comment;b .comment__text;a .comment__username;t .comment__time;l a.comment__time;n .comment__score-value",
    ),
    // Known: Commento.
    row(
        "Commento",
        ".commento-card",
        "C .commento-card;b .commento-body;a .commento-name;t .commento-timeago@title;n .commento-score",
    ),
    // Known: the document of giscus.
    row(
        "giscus",
        ".gsc-comment",
        "C .gsc-comment,.gsc-reply;b .gsc-comment-content,.gsc-reply-content;a .gsc-comment-author .font-semibold,.gsc-reply-author .font-semibold;\
        t time;l a[href~#discussioncomment];n .gsc-upvote-button",
    ),
    // Known: the document of utterances.
    row(
        "utterances",
        ".timeline-comment&.comment-meta",
        "C .timeline-comment;b .comment-body;a .comment-meta strong,.comment-meta a;t .comment-meta time;l .comment-meta a[href~#issuecomment]",
    ),
    // Read: ArtalkJS/Artalk, ui/artalk/src/comment/comment.html.
    row(
        "Artalk",
        ".atk-comment",
        "C .atk-comment;b .atk-content;a .atk-nick;t .atk-date;x .atk-reply-at,.atk-pending",
    ),
    // Read: walinejs/waline, packages/client/src/components/CommentCard.vue.
    row(
        "Waline",
        ".wl-card-item",
        "C .wl-card-item;b .wl-content;a .wl-nick;t .wl-time;n .wl-like",
    ),
    // Read: gVectors' wpDiscuz 7, class of its walker; older ones are known.
    row(
        "wpDiscuz",
        ".wpd-comment|.wc-comment",
        "C .wpd-comment,.wc-comment;b .wpd-comment-text,.wc-comment-text;a .wpd-comment-author,.wc-comment-author;\
        t .wpd-comment-date@title,.wpd-comment-date,.wc-comment-date;l .wpd-comment-right[id]@id,.wc-comment-right[id]@id;\
        n .wpd-vote-result,.wc-vote-result;x .wpd-inline-feedback-wrapper,.wpd-comment-last-edited",
    ),
    // Read: mastodon/mastodon, app/javascript/mastodon/features/status/components/detailed_status.jsx.
    row(
        "Mastodon",
        ".status__content",
        "P .detailed-status,.status;b .status__content;a .display-name__html,.display-name strong,.display-name;\
        t .status__relative-time time,.detailed-status__datetime,time;l .detailed-status__datetime,.status__relative-time;\
        n .detailed-status__favorites;x .status__content__spoiler-link,.status-card",
    ),
    // Known: Yammer, before it was Viva Engage.
    row(
        "Yammer",
        ".yj-message-list-item--body-message",
        "P .yj-thread-starter,.yj-message-list-item,.yj-thread-reply;b .yj-message-list-item--body-message;\
        a .yj-message-list-item--header-link,.yj-hovercard-link;t .yj-timestamp;l a.yj-timestamp,.yj-timestamp a;n .yj-likes-count",
    ),
    // Known: channels and chats of Teams.
    row(
        "Teams",
        "=chat-pane-message|=channel-pane-message",
        "P [data-tid=chat-pane-message],[data-tid=channel-pane-message];b [data-tid=message-body-content],[data-tid=messageBodyContent],[id^content-];\
        a [data-tid=message-author-name];t time;q blockquote,[data-tid=quoted-reply-card]",
    ),
];
