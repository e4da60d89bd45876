//! Forums and mailing lists.

use super::{Row, row};

pub(super) const ROWS: &[Row] = &[
    // Read: phpbb/phpbb, styles/prosilver/template/viewtopic_body.html; 3.0 to 3.3.
    row(
        "phpBB 3",
        ".postbody&.postprofile",
        "P .post#p0;b .content;a .postprofile dt .username*,.author .username*,.author strong,.postprofile dt a;\
        t .author time;l .author a[href~p=],h3 a;q blockquote;x .signature,.notice,.attachbox",
    ),
    // Known: subsilver2 of phpBB 3.0 and 3.1.
    row(
        "phpBB 3 subsilver2",
        ".tablebg&.postbody&.postauthor",
        "P .postauthor^^4,table.tablebg;b div.postbody;a .postauthor;l a[href~#p];q .quotecontent,.quotetitle;x .attachcontent",
    ),
    // Known: subSilver of phpBB 2, and what was made after it.
    row(
        "phpBB 2",
        ".postbody&.postdetails&.name",
        "P td > span.name^^2;b .postbody^^1;a span.name b,span.name;l a[href~viewtopic];\
        q td.quote,.genmed;x .gensmall,td.code",
    ),
    // Known: vBulletin 3.
    row(
        "vBulletin 3",
        "#post_message_0&.tborder|#post_message_0&#postmenu_0",
        "P table#post0;b #post_message_0;a .bigusername,#postmenu_0 a,#postmenu_0;l table#post0@id;\
        q td.alt2;x .smallfont,fieldset",
    ),
    // Known: vBulletin 4.
    row(
        "vBulletin 4",
        ".postcontent&.postcontainer|.postcontent&.postbitlegacy|.postcontent&.postbit",
        "P li#post_0;b .postcontent;a .username strong,.username;t .postdate;l a.postcounter;h .posttitle;\
        q .bbcode_quote,.bbcode_container .quote_container;x .signature,.lastedited,.attachments,.bbcode_description",
    ),
    // Known: vBulletin 5.
    row(
        "vBulletin 5",
        ".b-post",
        "P .b-post;b .js-post__content-text,.b-post__content;a .b-userinfo__details .author,.author a,.author;\
        t time;l .b-post__count;n .js-post-control__vote-count,.votecount;q .bbcode_quote;x .b-post__signature,.post-signature,.b-post__edit*",
    ),
    // Known: XenForo 1.
    row(
        "XenForo 1",
        ".messageText&.messageList",
        "P li.message;b .messageText;a li.message@data-author;t .datePermalink,.DateTime;l .datePermalink,.hashPermalink;\
        q .bbCodeQuote;x .messageTextEndMarker,.attachedFiles,.editDate",
    ),
    // Known: XenForo 2.
    row(
        "XenForo 2",
        ".message--post",
        "P .message--post;b .message-body .bbWrapper,.message-body;a article.message@data-author,.message-name .username;\
        t .message-attribution-main time,time;l .message-attribution-main a;\
        q .bbCodeBlock--quote;x .bbCodeBlock--unfurl,.message-attachments,.message-lastEdit,.js-selectToQuoteEnd",
    ),
    // Known: IP.Board 3.
    row(
        "IP.Board 3",
        ".post_block",
        "P .post_block;b .entry-content,.post;a .author .fn,.post_username .fn,.author;t .published@title,.published;\
        l [rel=bookmark],.post_id a;n .rep_show;q .ipsBlockquote,.bbc_quote,.citation;x .signature,.edit",
    ),
    // Known: Invision Community 4.
    row(
        "Invision 4",
        ".ipsComment",
        "P article.ipsComment;b .cPost_contentWrap .ipsType_richText,.ipsComment_content .ipsType_richText,.ipsType_richText;\
        a .cAuthorPane_author,.ipsComment_author h3;t time;l .ipsComment_meta a,.ipsType_reset a;n .ipsReact_reactCount;\
        q .ipsQuote;x .ipsComment_editDate,.ipsEmbedded*",
    ),
    // Known: MyBB 1.4 to 1.8, whose templates are install/resources/mybb_theme.xml.
    row(
        "MyBB",
        ".post_body&#pid_0",
        "P #post_0;b .post_body;a .author_information .largetext,.post_author .largetext,.largetext;t .post_date;\
        l a[href~#pid];q blockquote;x .signature,.post_edit",
    ),
    // Read: SimpleMachines/SMF, Themes/default/Display.template.php; 2.0 and 2.1.
    row(
        "SMF 2",
        ".post_wrapper&.postarea",
        "P .post_wrapper^^1;b .post .inner,.inner;a .poster h4 a,.poster h4;t .postinfo a.smalltext,.keyinfo .smalltext;\
        l .postinfo a.smalltext,.keyinfo h5 a,.subject_title a;n .like_count;q blockquote,.quoteheader,.quotefooter;x .noticebox",
    ),
    // Known: SMF 1.1.
    row(
        "SMF 1",
        "#subject_0&.windowbg&.post",
        "P #subject_0^^6;b div.post;l #subject_0 a;q .quote,.quoteheader;x .codeheader",
    ),
    // Read: vanilla/vanilla, applications/vanilla/views/discussion/helper_functions.php; 2.0 to 3.
    row(
        "Vanilla",
        ".ItemComment|.ItemDiscussion&.Message|#Comment_0&.MessageList",
        "P .ItemDiscussion,.ItemComment,li.Comment,.FirstComment;b .Message;a .Author .Username,.Author a.Username,.Author a;\
        t .DateCreated;l .DateCreated a,a.Permalink;n .ReactButton-Like .Count;\
        q .UserQuote,.Quote,.js-quoteEmbed,.embedQuote-body;x .UserSignature,.Signature,.DateUpdated",
    ),
    // Read: flarum/framework, framework/core/js/src/forum/components/CommentPost.js.
    row(
        "Flarum",
        ".CommentPost&.Post-body",
        "P .PostStream-item,.CommentPost;b .Post-body;a .PostUser .username,.PostUser-name;t .PostMeta time,time;\
        q blockquote;x .Post-footer",
    ),
    // Read: NodeBB/nodebb-theme-persona and nodebb-theme-harmony, templates/partials/topic/post.tpl.
    row(
        "NodeBB",
        "=post/content",
        "P [component=post];b [component=post/content];a strong a[data-username],a.fw-bold[data-username],a[data-username];\
        t .timeago@title;l a.permalink,a.post-index;n [component=post/vote-count];q blockquote",
    ),
    // Known: the application of Discourse.
    row(
        "Discourse",
        ".topic-post&.cooked",
        "P article#post_0;b .cooked;a .names .first a,.names .username a,.names a;t .post-date .relative-date,.post-date;\
        l a.post-date;n .like-count;q aside.quote;x .onebox,.cooked-selection-barrier,.topic-map",
    ),
    // Known: what Discourse shows to crawlers and without scripts.
    row(
        "Discourse for crawlers",
        ".crawler-post",
        "P .crawler-post;b .post;a .creator [itemprop=name],.creator a;t time.post-time,time;n .post-likes;\
        q aside.quote;x .onebox",
    ),
    // Known: Discuz! 7 to X.
    row(
        "Discuz!",
        "#postmessage_0",
        "P div#post_0,table#pid0;b #postmessage_0;a .authi a.xw1,.authi a,.postauthor .postinfo a;t #authorposton0 span@title,#authorposton0;\
        l #postnum0;q .quote;x .sign,.pstatus,.jammer,.attach_nopermission",
    ),
    // Known: Kunena 4 to 6.
    row(
        "Kunena",
        ".badger-left&.kmsg",
        "P .message;b .kmsg;a .kwho-user,.profilebox a;t .kdate@title;l [rel=canonical];q blockquote;x .ksig",
    ),
    // Known: Khoros, before Lithium.
    row(
        "Khoros",
        ".lia-message-body-content",
        "P .lia-message-view-display,.MessageView;b .lia-message-body-content;a .lia-user-name-link,.UserName;\
        t .DateTime,.local-date;l .lia-message-position-in-thread a,.lia-message-dates a;n .MessageKudosCount;\
        q .lia-quote,blockquote;x .lia-message-signature",
    ),
    // Known: Telligent Community, Verint.
    row(
        "Telligent",
        ".user-defined-markup",
        "P .content-item,.content.full;b .user-defined-markup;a .author .user-name,.user-name a;t .post-date;\
        l .permalink,.post-date a;q .quote,blockquote",
    ),
    // Read: moodle/moodle, mod/forum/templates/forum_discussion_post.mustache; since 3.7.
    row(
        "Moodle",
        ".forum-post-container",
        "P .forum-post-container;b .post-content-container;a address a;t address time;l [data-region=post-action][href~#p];\
        h header h3;x .attachedimages",
    ),
    // Known: Moodle before 3.7.
    row(
        "Moodle 2",
        ".forumpost&.posting",
        "P .forumpost;b .posting;a .author a;l .commands a[href~#p];h .subject;x .attachments,.post-word-count",
    ),
    // Read: hyperkitty/hyperkitty, hyperkitty/templates/hyperkitty/messages/message.html.
    row(
        "HyperKitty",
        ".email-body&.email-author",
        "P .email;b .email-body;a .email-author .name;l .messagelink a;n .likestatus;\
        q .quoted-text,.email-quoted-text,blockquote;x .quoted-switch",
    ),
    // Read: bbpress/bbPress, src/templates/default/bbpress/loop-single-reply.php.
    row(
        "bbPress",
        ".bbp-reply-header",
        "P .bbp-reply-header+1;b .bbp-reply-content;a .bbp-author-name,.bbp-reply-author a;\
        t .bbp-reply-post-date;l .bbp-reply-permalink",
    ),
    // Known: the forum of 1C-Bitrix.
    row(
        "Bitrix",
        ".forum-post-text",
        "P .forum-post-table;b .forum-post-text;a .forum-user-name;t .forum-post-date;l .forum-post-number a;\
        q .forum-quote;x .forum-user-signature",
    ),
    // Known: SocialEngine's forum and comments.
    row(
        "SocialEngine",
        ".comments_author&.comments_info|.forum_topic_posts_info",
        "P .forum_topic_posts_info^^1;b .forum_topic_posts_info_body;a .forum_topic_posts_author_name;\
        t .forum_topic_posts_info_top_date;q blockquote;x .forum_topic_posts_info_edited;\
        C .comments_info^^1;b .comments_body;a .comments_author;t .timestamp@title;n .comments_comment_likes",
    ),
];
