//! Words as an intranet writes them.

/// Verbs that take plain endings, which makes several real words of each.
const STEMS: &str = "accept account act add address adjust affect alert amend answer appeal appear \
appoint approach assert assess assign assist attach attack attempt attend attract audit avoid await \
back bank block blow board boil bolt bond book boost brand break brief broadcast build bump burn \
calm camp cancel cash cast chair chart check claim clean clear click climb coach coast collect \
comment commend conduct confirm connect consent consider consult contact contain contest contract \
convert cook correct count cover craft crash credit crowd cut damp deal debug defend delay deliver \
demand depart deploy design detail detect develop direct discount discover discuss display doubt \
draft draw dream dress drift drill drink earn echo edit eight elect enact end enjoy enlist enter \
equal exceed expand expect expert explain exploit explore export extend fail fear feed field fight \
fill filter find finish fish flash float flow focus fold follow forecast form forward found frown \
fund gain gather govern grant green greet group grow guard guess hand happen harvest head heat help \
hint hold host hunt import improvement index inform inherit insert insist inspect install instruct \
intend interest interview invent invest jam join journey jump keep kick knock know land last laugh \
launch lay lead lean learn lend level lift light limit link list load lock long look mail mark master \
match matter mean meet mend mentor merit milk mind mix monitor mount need number obtain offer open \
order own pack paint park part pass pay perform pick plant play point post pour present press prevent \
print proceed process profit project protect protest publish pull push question rain reach read \
reason recall record recover reflect reform refresh refund regard reject relax remain remark remind \
render rent repair repeat report request research resist respect respond rest result retain return \
reveal review reward risk rock roll round row sail sample seek select sell send shift ship shoot \
shout show sign sing sleep slow sort sound spark speak spell spend stack staff stand start stay stock \
strain stress stretch suggest support surf switch talk target task teach tell test thank think tick \
toast touch track trail train transfer transform treat trust turn twist upload vent view visit vote \
wait walk want warm warn wash watch water weather wield wind wish wonder word work yield zoom";

const ENDINGS: [&str; 6] = ["", "s", "ing", "er", "ers", "able"];

/// Short and long words that are not verbs, with umlauts, capitals and digits among them.
const OTHERS: &str = "we it go on IT HR team open data cloud wiki blog forum idea people time customer \
quality über Straße café résumé naïve 2026 Q3 ISO-9001 co-operation internationalisation strategy \
lunch office hybrid Größe Änderung Qualitätsmanagement growth peer leader overview crowd concern \
jolly gypsy pygmy fjord xylophone lily ill Wii mmm";

/// `count` different words, long and short mixed, always the same.
pub fn words(count: usize) -> Vec<String> {
    let stems: Vec<&str> = STEMS.split_whitespace().collect();
    let mut words: Vec<String> = OTHERS.split_whitespace().map(str::to_owned).collect();
    for prefix in ["", "re", "out"] {
        for (turn, ending) in ENDINGS.iter().enumerate() {
            // A different beginning for each ending, so that relatives are not neighbours in rank.
            let shifted = stems.iter().cycle().skip(turn * 67).take(stems.len());
            words.extend(shifted.map(|stem| format!("{prefix}{}", join(stem, ending))));
        }
    }
    words.dedup();
    assert!(words.len() >= count, "only {} words", words.len());
    // A step coprime to any count below it mixes the list evenly.
    words.truncate(count.max(OTHERS.split_whitespace().count()));
    let pool = words.len();
    (0..count).map(|n| words[n * 7919 % pool].clone()).collect()
}

fn join(stem: &str, ending: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| stem.ends_with(end));
    let link = if ending == "s" && hisses { "e" } else { "" };
    format!("{stem}{link}{ending}")
}
