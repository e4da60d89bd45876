//! English stop words, sorted by byte.
//!
//! Gathered by class: articles, pronouns and determiners; auxiliaries; conjunctions; prepositions;
//! adverbs of time, degree and connection; verbs so common that they tell no subject ("get", "make",
//! "know"); number words up to twelve; fillers and courtesies ("stuff", "thanks"). Only folded
//! singulars of plurals are needed when the singular is itself a stop word. Contractions are taken apart before they are looked up.
//! Kept as subjects on purpose: "new", "old", "good", "best", "second".

pub(super) const WORDS: &str = "\
able about above across actually after again against ago aint all almost alone along \
alongside already also although always am amid among amongst an and another any anybody \
anyone anything anyway anyways anywhere apart are around as aside at away back barely \
basically be because been before behind being below beneath beside besides between beyond \
bit both but by came can cannot cant certainly clearly come comes coming could couldnt \
currently dear definitely despite did didnt do does doesnt doing done dont down due during \
each eg eight either eleven else enough especially etc even ever every everybody everyone \
everything everywhere exactly except far few fewer finally first five for four from further \
furthermore gave generally get gets getting give given gives giving go goes going gone got \
gotten had hardly has have having he hello hence her here hers herself hi him himself his \
how however ie if in indeed inside instead into is isnt it its itself ive just keep keeps \
kept kind knew know known knows last later least less lest let lets like likewise little \
long look looked looking looks lot lots made make makes making many may maybe me meanwhile \
merely might mine more moreover most mostly much must my myself namely near nearly need \
needed needs neither never nevertheless next nine no nobody none nonetheless nor not nothing \
now nowhere obviously of off often ok okay on once one ones oneself only onto or other \
others otherwise ought our ours ourselves out outside over own particularly per perhaps \
please possibly pretty probably put puts quite rather really recently regarding said same \
saw say saying says see seeing seem seemed seems seen sees seldom seven several shall she \
should shouldnt simply since six slightly so some somebody somehow someone something \
sometimes somewhat somewhere soon sort still stuff such sure take taken takes taking tell \
ten than thank thanks that the their theirs them themselves then thence there thereby \
therefore these they thing things think thinks this those though thought three through \
throughout thus till to together told too took totally toward towards tried tries truly try \
trying twelve two under underneath unless unlike until up upon us use used uses using \
usually versus very via vs want wanted wants was wasnt way ways we well went were what \
whatever when whenever where whereas wherever whether which whichever while whilst who \
whoever whom whose why will with within without wont would wouldnt yeah yes yet you your \
yours yourself yourselves";
