//! Which attributes an element has, by what they are asked for: most elements have none of those
//! that a step looks for, and need not be asked for each.

use crate::snapshot::{NodeId, PageSnapshot};
use crate::tags::Attr;

/// Groups of attributes, as bits.
pub(crate) mod held {
    pub(crate) const CLASS: u16 = 1;
    pub(crate) const ID: u16 = 1 << 1;
    /// `role` and whatever else makes an element a control.
    pub(crate) const ROLE: u16 = 1 << 2;
    pub(crate) const TITLE: u16 = 1 << 3;
    /// A time for machines.
    pub(crate) const TIME: u16 = 1 << 4;
    pub(crate) const CONTENT: u16 = 1 << 5;
    /// What an engine may call the element.
    pub(crate) const NAME: u16 = 1 << 6;
    pub(crate) const REL: u16 = 1 << 7;
    pub(crate) const ITEM_PROP: u16 = 1 << 8;
    /// The name of somebody who is quoted, or the place.
    pub(crate) const SOURCE: u16 = 1 << 9;
    pub(crate) const ITEM_SCOPE: u16 = 1 << 10;
    pub(crate) const TYPE_OF: u16 = 1 << 11;
    /// What is shown of an element beside its text, other than a title.
    pub(crate) const LABEL: u16 = 1 << 12;
    /// What an engine can be told by, other than classes.
    pub(crate) const LANDMARK: u16 = 1 << 13;
}

/// The groups of which an element has an attribute.
pub(crate) fn attributes(page: &PageSnapshot, id: NodeId) -> u16 {
    page.attribute_names(id)
        .fold(0, |all, name| all | group(name))
}

fn group(name: Attr) -> u16 {
    use Attr::*;
    match name {
        Class => held::CLASS,
        Id => held::ID | held::NAME | held::LANDMARK,
        Role | ContentEditable => held::ROLE,
        Title => held::TITLE,
        Datetime => held::TIME | held::LABEL,
        DataTimestamp | DataTime | DataUtc | DataDate | DataCreated | DataCreatedAt | DataTs
        | DataUnixtime | DataUtime | DataEpoch | DataLivestamp | DataDatetime
        | CreatedTimestamp => held::TIME,
        Content => held::CONTENT | held::LANDMARK,
        DataPostId | DataPostid | DataPid | DataCommentId | DataCommentid | DataMessageId
        | DataId | DataContent => held::NAME,
        DataTestid | DataAutomationId | DataTid | Component | Thingid => held::LANDMARK,
        Rel => held::REL,
        ItemProp => held::ITEM_PROP,
        DataQuote | DataUsername | DataAuthor | Cite => held::SOURCE,
        ItemScope => held::ITEM_SCOPE,
        TypeOf => held::TYPE_OF,
        DataOriginalTitle | DataTooltip | AriaLabel => held::LABEL,
        _ => 0,
    }
}
