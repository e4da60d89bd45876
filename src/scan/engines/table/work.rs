//! Where people work together: intranets, wikis, trackers.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    // Known: Confluence Server and Data Center.
    row(
        "Confluence",
        "#com-atlassian-confluence|#title-text&#main-content",
        "A #main;b #main-content;a .page-metadata .author,.page-metadata a[data-username];t .page-metadata .last-modified;l #title-text a;h #title-text;\
        x .toc-macro,.page-metadata;\
        C .comment#comment-0;b .comment-content;a .author;t .comment-date,.date;l .comment-date a,.comment-permalink a,a.comment-permalink;n .like-count",
    ),
    // Known: Confluence and Jira in the cloud.
    row(
        "Atlassian cloud",
        ".ak-renderer-document",
        "C [data-testid^comment-base-item],[id^comment-][data-testid];b .ak-renderer-document;a [data-testid~author],[data-testid~username];\
        t time;l a[href~focusedComment];\
        A #content-body,#main-content;b .ak-renderer-document;h h1;a [data-testid~byline] a;t time",
    ),
    // Known: news and pages of SharePoint Online.
    row(
        "SharePoint",
        "=contentScrollRegion|=CanvasControl|=pageHeader",
        "A [data-automation-id=contentScrollRegion],.SPCanvas;b [data-automation-id=Canvas],#spPageCanvasContent,.CanvasComponent;\
        h [data-automation-id=TitleTextId],[data-automation-id=pageHeader] h1;a [data-automation-id=authorByline],[data-automation-id=pageAuthor];\
        t [data-automation-id=publishDate],[data-automation-id=datePublished],time;x [data-automation-id=Comments],#CommentsWrapper;\
        C [data-automation-id=sp-comment],.sp-comment;b [data-automation-id=sp-comment-text],.sp-comment-text;\
        a [data-automation-id=sp-comment-author],.sp-comment-author,.ms-Persona-primaryText;t time,.sp-comment-time;n .sp-comment-likes",
    ),
    // Known: discussion lists of SharePoint on premises.
    row(
        "SharePoint discussions",
        ".ms-comm-postBody|.ms-disc-bdr|.ms-disc",
        "P .ms-comm-postMainContainer,.ms-comm-reply;b .ms-comm-postBody;a .ms-comm-authorName,.ms-subtleLink;t .ms-comm-postDate;n .ms-comm-likesCount;\
        P .ms-disc-bdr,.ms-disc tr;b .ms-disc-bdr .ms-rtestate-field,.ms-rtestate-field;a .ms-subtleLink,.ms-imnSpan a;q .ms-disc-quotedtext",
    ),
    // Known: Jive.
    row(
        "Jive",
        ".jive-rendered-content",
        "P .jive-thread-message,.j-original-message,.j-thread-post,li.reply;b .jive-rendered-content;a .jive-username-link,.j-post-author a;\
        t .j-post-author time,time,.j-thread-post-details;l .j-permalink,a[href~#];n .jive-acclaim-likecount,.acclaim-like-count;q blockquote.jive-quote;\
        C .jive-comment,.j-comment;b .jive-rendered-content;a .jive-username-link;t time",
    ),
    // Read: liferay/liferay-portal, html/taglib/ui/discussion/view_message_thread.jsp; boards and blogs are known.
    row(
        "Liferay",
        ".lfr-discussion-message|.message-container&.message-content|.portlet-blogs",
        "C .lfr-discussion;b .lfr-discussion-message-body;a .lfr-discussion-message-author a;t .lfr-discussion-message-author time;n .likes;\
        P .message-container,.thread-body^^1;b .message-content,.thread-body;a .username,.user-name,.author-link;t time;h .subject;q blockquote,.quote;x .signature;\
        A .portlet-blogs .entry,.widget-mode-detail;b .entry-body,.widget-mode-detail-text;h .entry-title,.title;a .entry-author,.username;t .entry-date;l .entry-title a",
    ),
    // Known: issues and discussions of GitHub, before and after 2024.
    row(
        "GitHub",
        ".timeline-comment&.js-comment-container|.timeline-comment&.js-comment-body|=issue-viewer-issue-container",
        "P .timeline-comment;b .comment-body;a a.author,.author;t [datetime];l a.js-timestamp,a.timestamp;q .email-quoted-reply;x .email-hidden-toggle;\
        P [data-testid=issue-viewer-issue-container],.react-issue-comment;b [data-testid=markdown-body];\
        a [data-testid=issue-body-header-author],[data-testid=avatar-link];t [datetime];l [data-testid=issue-body-header-link],a[href~#issuecomment-]",
    ),
    // Known: issues and merge requests of GitLab.
    row(
        "GitLab",
        ".note-header&.note-body|.detail-page-description",
        "P .issue-details,.issuable-details;b .detail-page-description .md,.description .md;a .issuable-meta .author,.detail-page-header .author;\
        t .issuable-meta time,.detail-page-header time;h .title;\
        P .note;b .note-body .md,.note-body .note-text;a .note-header-author-name,.author-name-link,.author;t .note-timestamp time,time;\
        l a.note-timestamp;x .edited-text,.note_edited_ago",
    ),
    // Read: go-gitea/gitea, templates/repo/issue/view_content.tmpl and view_content/comments.tmpl; Forgejo and Gogs are like it.
    row(
        "Gitea",
        ".comment-list&.render-content|.ui&.comment&.raw-content",
        "P .comment;b .render-content;a .comment-header .author,.header .author,.text.grey a,.header a;t [datetime],.time-since@title;\
        l .header a[href~#issue],.text.grey a[href~#];x .raw-content,.edit-content-zone",
    ),
    // Known: Jira Server and Data Center.
    row(
        "Jira",
        ".activity-comment|#description-val",
        "C .activity-comment;b .action-body;a .action-details .user-hover;t .action-details time,.action-details .date;l .action-links a[href~focusedComment],.action-details a[href~focusedComment];\
        P #issue-content;b #description-val;a #reporter-val;t #created-val time,#created-date time;h #summary-val",
    ),
    // Read: redmine/redmine, app/views/issues/tabs/_history.html.erb; the rest is known.
    row(
        "Redmine",
        ".controller-issues|.controller-messages|.controller-news",
        "C .journal;b .wiki;a .note-header a.user,h4 a.user;t .note-header a[title]@title,h4 a[title]@title;l a.journal-link,h4 a[href^#note];q blockquote;\
        P div.issue,div.message;b .description .wiki,.wiki;a .author a.user,.author a,h4 a.user;t .author a[title]@title;h .subject h3,h2",
    ),
    // Known: bugs of Launchpad.
    row(
        "Launchpad",
        ".boardComment",
        "C .boardComment;b .comment-text;a .boardCommentDetails .person,.boardCommentDetails a[href~/~];\
        t .boardCommentDetails time;l .boardCommentDetails a[href~/comments/];x .comment-signature;\
        P #edit-description;b .yui3-editable_text-text",
    ),
    // Known: Bugzilla 3 to 5.
    row(
        "Bugzilla",
        ".bz_comment_text",
        "P .bz_comment;b .bz_comment_text;a .bz_comment_user .fn,.bz_comment_user;t .bz_comment_time;l .bz_comment_number a;q .quote",
    ),
    // Known: tickets of Trac.
    row(
        "Trac",
        ".trac-author&.searchable|.change&.searchable",
        "P div.change;b .comment.searchable,.comment;a .trac-author,.trac-author-user;t .timeline@title;l .cnum a;q .citation;\
        P #ticket;b .description .searchable;a .trac-author,.trac-author-user;t .timeline@title;h .summary",
    ),
    // Known: DokuWiki, and its plugin for discussions.
    row(
        "DokuWiki",
        "#dokuwiki__content|.comment_head&.comment_body",
        "C .comment_wrapper .hentry,.comment_head^^1;b .comment_body;a .comment_head .fn,.comment_head .author;t .published@title;q blockquote;\
        A #dokuwiki__content;b .page;t .docInfo;h h1;x #dw__toc,.secedit,.comment_wrapper,.docInfo",
    ),
];
