//! Blogs and the comments below them.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    // Known: Blogger, comments in threads and in a list of pairs.
    row(
        "Blogger",
        "@blogger|.post-body&.post-outer",
        "A .post.hentry,.post-outer .post,.post-outer;b .post-body;a .post-author .fn,.post-author a,.g-profile;t .published@title,.published@datetime;\
        l .timestamp-link,.post-title a;h .post-title;x .post-share-buttons;\
        C li.comment;b .comment-content;a cite.user,.user;l .datetime a;t .datetime;\
        C dt.comment-author+2;b dd.comment-body;a .comment-author a,.comment-author;l .comment-timestamp a;t .comment-timestamp",
    ),
    // Known: LiveJournal since 2012.
    row(
        "LiveJournal",
        ".b-leaf|.b-singlepost|.aentry-post|.mdspost-comment",
        "A .aentry-post,.b-singlepost,.b-singlepost-wrapper;b .aentry-post__text,.b-singlepost-body;h .aentry-post__title,.b-singlepost-title;\
        a .aentry-head .ljuser,.b-singlepost-author .ljuser,.ljuser;t time,.b-singlepost-author-date;\
        C .b-leaf,.mdspost-comment;b .b-leaf-article,.mdspost-comment__body;a .b-leaf-username .ljuser,.ljuser;t .b-leaf-createdtime,time;\
        l .b-leaf-permalink,.mdspost-comment__permalink",
    ),
    // Known: TypePad and Movable Type.
    row(
        "Movable Type",
        ".entry-body&.comment-footer|.entry-body&.comments-body|@Movable|@TypePad",
        "A .entry,.entry-asset;b .entry-body,.entry-content,.asset-body;h .entry-header,.asset-name;a .vcard .fn,.post-footers .author;\
        t .published@title;l .permalink,.entry-header a,.asset-name a;\
        C .comment;b .comment-content,.comment-text;a .comment-footer a,.comment-footer .fn,.vcard .author;t .comment-footer abbr@title;l .comment-footer a[href~#comment]",
    ),
    // Known: Drupal 6 and 7, their nodes, comments and forum.
    // Read: drupal/drupal, core/themes/olivero/templates/content/comment.html.twig; 8 to 11.
    row(
        "Drupal",
        "@Drupal|.field-name-comment-body|.field--name-comment-body|.node&.comment&.submitted",
        "C .comment.js-comment,article.comment,div.comment,.comment-wrapper .comment;b .field--name-comment-body,.field-name-comment-body,.comment__content,.comment-content,.content;\
        a .comment__author,.username,.submitted a;t .comment__time,.comment__meta time,time,.submitted;\
        l .comment__permalink a,.permalink,h3 a,.comment-permalink a;n .rate-info;x .links,.user-signature,h3;\
        P .forum-post;b .forum-post-content .field-item,.forum-post-content;a .author-name,.username;t .forum-posted-on;l .forum-post-number a;x .author-signature,.post-edited;\
        A .node;b .field--name-body,.field-name-body,.node__content,.content;a .submitted .username,.node__meta .username,.username;\
        t .node__meta time,.submitted time,.submitted;l h2 a;h h1,h2;x .links,.comment-wrapper,#comments",
    ),
    // Read: WordPress/WordPress, wp-includes/class-walker-comment.php; the block theme's parts are known.
    row(
        "WordPress comments",
        ".commentlist|.comment-list|.wp-block-comment-template|.comment-content&.comment-author",
        "C .comment#comment-0,.comment#li-comment-0;b .comment-content,.wp-block-comment-content,.comment-text,.comment-entry,.comment-body;\
        a .comment-author .fn,.comment-author-name,.wp-block-comment-author-name,.fn,.comment-author a,.comment-author cite,cite;\
        t .comment-metadata time,.comment-meta time,.wp-block-comment-date time,.comment-date time,time,.commentmetadata;\
        l .comment-metadata a[href~#comment-],.comment-meta a[href~#comment-],.commentmetadata a[href~#comment-],a[href~#comment-];n .comment-like-feedback,.comment-likes;\
        x .reply,.comment-author,.comment-meta,.commentmetadata,.comment-metadata,.comment-awaiting-moderation,.says,.comment-likes",
    ),
    // Known: WordPress' themes, from Kubrick's children to block themes.
    row(
        "WordPress",
        ".hentry&.entry-content|.type-post|.wp-block-post",
        "A .hentry,.type-post,.wp-block-post;b .entry-content,.wp-block-post-content,.post-content,.post-entry,.entry-summary,.wp-block-post-excerpt,.post-excerpt,.entry;\
        h .entry-title,.wp-block-post-title,.post-title;a .author .fn,.byline .author,.entry-author-name,.wp-block-post-author-name,.author a,[rel=author];\
        t time.published,.entry-date,.posted-on time,.wp-block-post-date,.post-date,time;l .entry-title a,.wp-block-post-title a,.post-title a,[rel=bookmark];\
        x .sharedaddy,.jp-relatedposts,.post-navigation,.yarpp*,.addtoany*,.entry-meta,.wp-block-comments,.post-meta,.heateor*,.more-link",
    ),
    // Known: Ghost's own themes.
    row(
        "Ghost",
        ".gh-content|.post-full-content|.post-card-excerpt",
        "A .post-card,.gh-card;b .post-card-excerpt,.gh-card-excerpt;h .post-card-title,.gh-card-title;a .static-avatar,.gh-card-author;t time;\
        l .post-card-content-link,.gh-card-link,.post-card-image-link;\
        A .gh-article,.post-full,article.post;b .gh-content,.post-full-content;h .gh-article-title,.article-title,.post-full-title;\
        a .author-name a,.gh-article-author-name,.author-name,.author-list a;t .byline-meta-date,.gh-article-meta-date,.post-full-meta-date,time;x .post-full-comments,.kg-signup-card",
    ),
    // Known: themes of Hugo and Jekyll.
    row(
        "Hugo, Jekyll",
        "@Hugo&.post-content|@Jekyll&.post-content|.post-content&.e-content|.post-content&.post-single|.entry-content&.post-entry",
        "A article.post,.post-single,.h-entry,article.post-entry,article;b .post-content,.e-content,.entry-content;h .post-title,.p-name,h1,h2;\
        a .p-author,[rel=author],.post-author;t .dt-published,time,.post-meta span[title]@title;l .entry-link,.post-link,.u-url,.post-title a,h2 a;x .toc,.anchor,.footnotes",
    ),
    // Known: Medium.
    row(
        "Medium",
        ".pw-post-body-paragraph",
        "A article;b section;h .pw-post-title,h1;a [data-testid=authorName];t [data-testid=storyPublishDate];x [data-testid=authorPhoto],.speechify-ignore",
    ),
];
