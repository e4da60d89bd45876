//! Questions with answers, and lists of links with comments.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    // Known: StackExchange, of both its designs.
    row(
        "StackExchange",
        ".js-post-body|.post-text&.vote-count-post",
        "P .question,.answer;b .js-post-body,.post-text;a .user-details[itemprop=author] a,[itemprop=author] a;\
        l .js-share-link,.short-link;n .js-vote-count,.vote-count-post;x .question-status;\
        C .comment#comment-0;b .comment-copy;a .comment-user;t .relativetime-clean@title;l .comment-link;n .comment-score",
    ),
    // Read: q2a/question2answer, qa-include/qa-theme-base.php.
    row(
        "Question2Answer",
        ".qa-q-view",
        "P .qa-q-view,.qa-a-list-item;b .qa-q-view-content,.qa-a-item-content;a .qa-q-view-who-data,.qa-a-item-who-data;\
        t .qa-q-view-when-data,.qa-a-item-when-data;l a.qa-a-item-what;n .qa-netvote-count-data,.qa-upvote-count-data;\
        C .qa-c-list-item;b .qa-c-item-content;a .qa-c-item-who-data;t .qa-c-item-when-data;l a.qa-c-item-what;n .qa-netvote-count-data",
    ),
    // Known from saved pages: OSQA, and AnswerHub, which was made from it.
    row(
        "OSQA",
        ".post-update-info&.question-body",
        "P #question-table,.answer;b .question-body,.answer-body;a .post-update-info a[href~/users/];\
        t .post-update-info strong;n .post-score;\
        C .comment#comment-0;b .comment-text;a .comment-user;t .comment-age;n .comment-score",
    ),
    // Known from programs that read its pages: AskBot.
    row(
        "AskBot",
        ".post-update-info&.post-body&.vote-number",
        "P .post[data-post-id];b .post-body;a .post-update-info .user-info a,.user-info a,.post-update-info a;\
        t .timeago@title;l .post-controls a[href~answer=];n .vote-number;x .post-update-info-container,.post-controls,.comments,.tags;\
        C .comment#comment-0;b .comment-body;a .author;t .timeago@title;n .upvote;x .author,.age,.edit,.timeago",
    ),
    // Known: Hacker News, and sites of the same program.
    row(
        "Hacker News",
        ".comtr&.hnuser|.fatitem&.hnuser",
        "C tr.comtr;b .commtext,.comment;a .hnuser;t .age@title,.age;l .age a;x .reply;\
        A .fatitem;b .toptext;a .hnuser;t .age@title;l .age a;n .score;h .titleline a",
    ),
    // Known: old.reddit.com.
    row(
        "Reddit, old",
        ".commentarea&.thing",
        "C .thing.comment;b .entry .md;a .tagline .author;t time;l a.bylink;n .score.unvoted@title,.score;\
        A .thing.link;b .expando .md;a .tagline .author;t time;l a.comments;n .score.unvoted;h a.title",
    ),
    // Known: reddit.com since 2023.
    row(
        "Reddit",
        "!thingid",
        "C [thingid];b [slot=comment];a [thingid]@author;t time;l [thingid]@permalink;n [thingid]@score;\
        A [created-timestamp];b [slot=text-body];a [created-timestamp]@author;t [created-timestamp]@created-timestamp;\
        l [created-timestamp]@permalink;n [created-timestamp]@score;h [slot=title]",
    ),
    // Read: LemmyNet/lemmy-ui, src/shared/components/comment/comment-node.tsx.
    row(
        "Lemmy",
        ".comment-node",
        "C li.comment;b .comment-content .md-div,.comment-content,.md-div;a .person-listing;t time,.moment-time;l a[href~/comment/];\
        n .unselectable;A .post-listing;b #postContent,.md-div;a .person-listing;t time,.moment-time;h h1",
    ),
    // Read: lobsters/lobsters, app/views/comments/_comment.html.erb.
    row(
        "Lobsters",
        ".comment_text&.byline",
        "C .comment[id^c_];b .comment_text;a .byline a[href~/u/],.byline a[href~/~];t .byline time,.byline span[title]@title;\
        l .byline a[href~/c/],.byline a[href~#c_];n .score;\
        A .story;b .story_text;a .byline a[href~/u/],.byline a[href~/~];t .byline time,.byline span[title]@title;n .score;h .link a",
    ),
    // Known: Zhihu.
    row(
        "Zhihu",
        ".RichContent-inner|.QuestionRichText",
        "P .AnswerItem;b .RichContent-inner;a .AuthorInfo-name;t .ContentItem-time;l .ContentItem-time a;n .VoteButton--up;\
        P .QuestionHeader-main;b .QuestionRichText;h .QuestionHeader-title;\
        C .CommentItemV2;b .CommentItemV2-content;a .UserLink;t .CommentItemV2-time",
    ),
    // Known from a saved page: LessWrong and other sites of ForumMagnum.
    row(
        "ForumMagnum",
        ".CommentsItem-body|.PostsPage-postContent|.PostsPage-centralColumn",
        "C .CommentsItem-root;b .CommentBody-root;a .CommentsItemMeta-username,.UsersNameDisplay-userName,.CommentUserName-author;\
        t .CommentsItemDate-root;l .CommentsItemDate-root a;n .OverallVoteAxis-voteScore",
    ),
    // Known: Habr, of its designs since 2021 and since 2016.
    row(
        "Habr",
        ".tm-comment|.tm-article-presenter|.tm-articles-list__item|.comment__message",
        "A .tm-article-presenter,.tm-articles-list__item;b .article-formatted-body,.tm-article-body;a .tm-user-info__username;\
        t .tm-article-datetime-published,time;l .tm-title__link;n .tm-votes-meter__value;h .tm-title;\
        C .tm-comment,.tm-comment-thread__comment;b .tm-comment__body-content;a .tm-user-info__username;t time;\
        l .tm-comment-thread__comment-link,.tm-comment__link;n .tm-votes-meter__value;\
        C div.comment[id^comment];b .comment__message;a .user-info__nickname;t .comment__date-time;l .icon_comment-anchor;n .voting-wjt__counter",
    ),
    // Known from a saved page: Pikabu.
    row(
        "Pikabu",
        ".comment__content&.comment__body",
        "C .comment#comment_0;b .comment__content;a .user__nick,.comment__user;t .comment__datetime;l .comment__tool[href];n .comment__rating-count;\
        A .story;b .story__content-inner;a .story__user-link,.user__nick;t .story__datetime;l .story__title-link;n .story__rating-count;h .story__title",
    ),
];
