//! Times as sites of many languages show them.

use proptest::prelude::*;

use super::civil::Civil;
use super::*;

/// Friday, 20 October 2023, 12:30 for a reader two hours ahead of UTC.
const NOW: Moment = Moment {
    seconds: 1_697_797_800,
    offset_minutes: 120,
};

/// Reads a text that is a time and nothing else, on a page in `lang`.
fn read(lang: &str, text: &str) -> Option<String> {
    let shown = parse(text).filter(|shown| shown.unknown == 0 && !shown.other)?;
    let order = match shown.day {
        Day::Numbers(numbers, mark) => decide(
            &[numbers],
            Some(NOW.today()),
            expected(lang, "", mark, shown.half_days),
        ),
        _ => Order::Dmy,
    };
    resolve(&shown, order, Some(NOW))
}

fn check(lang: &str, cases: &[(&str, &str)]) {
    let wrong: Vec<_> = cases
        .iter()
        .map(|(text, iso)| (text, *iso, read(lang, text), looks_like_time(text)))
        .filter(|(_, iso, found, seen)| found.as_deref() != Some(*iso) || !seen)
        .collect();
    assert!(wrong.is_empty(), "{lang}: {wrong:#?}");
}

#[test]
fn english() {
    check(
        "en",
        &[
            ("Posted: Fri May 13, 2005 8:49 am", "2005-05-13T08:49"),
            ("Nov 15, 2015 at 5:16 PM", "2015-11-15T17:16"),
            ("15th of November, 2015", "2015-11-15"),
            ("11/15/2015, 12:05 a.m.", "2015-11-15T00:05"),
            ("05-24-2010, 02:17 PM", "2010-05-24T14:17"),
            ("18:04, 5 May 2010 (UTC)", "2010-05-05T18:04Z"),
            (
                "Sun Nov 15 2015 17:09:00 GMT+0100",
                "2015-11-15T17:09+01:00",
            ),
            ("Sun, 15 Nov 2015 17:09:00 +0000", "2015-11-15T17:09Z"),
            ("Yesterday, 10:15 PM", "2023-10-19T22:15"),
            ("Today at 9:05am", "2023-10-20T09:05"),
            ("Monday at 5:16 PM", "2023-10-16T17:16"),
            ("Friday at 5:16 PM", "2023-10-13T17:16"),
            ("3 days ago", "2023-10-17"),
            ("an hour ago", "2023-10-20"),
            ("5 minutes ago", "2023-10-20T12:25"),
            ("posted about 2 hours, 5 minutes ago", "2023-10-20"),
            ("just now", "2023-10-20T12:30"),
            ("2 months ago", "2023-08"),
            ("Sep 7, 10:20", "2023-09-07T10:20"),
            ("Dec 24 at 8:00 PM", "2022-12-24T20:00"),
            ("24-May-2010 13:00", "2010-05-24T13:00"),
            ("15 Nov '15", "2015-11-15"),
        ],
    );
}

#[test]
fn german() {
    check(
        "de",
        &[
            ("15. November 2015 um 17:16 Uhr", "2015-11-15T17:16"),
            ("Dienstag, den 3. März 2015", "2015-03-03"),
            ("03.04.2011, 14:17", "2011-04-03T14:17"),
            ("Mo 5. Mär 2012, 09:01", "2012-03-05T09:01"),
            ("Fr, 13. Mai 2005 8.49 Uhr", "2005-05-13T08:49"),
            ("Heute um 14:03", "2023-10-20T14:03"),
            ("Gestern, 14:03", "2023-10-19T14:03"),
            ("vor 3 Tagen", "2023-10-17"),
            ("vor einer Stunde", "2023-10-20"),
            ("am 24. Dez. 2010 geschrieben", "2010-12-24"),
            ("Verfasst am: 7.2.12 20:15", "2012-02-07T20:15"),
        ],
    );
}

#[test]
fn french() {
    check(
        "fr",
        &[
            ("le 7 octobre 2011 à 08:23", "2011-10-07T08:23"),
            ("Dim 9 Oct 2011 15:19", "2011-10-09T15:19"),
            ("1er août 2015, 14h05", "2015-08-01T14:05"),
            ("mar. 18 févr. 2014", "2014-02-18"),
            ("03/04/2011 14:17", "2011-04-03T14:17"),
            ("Aujourd’hui, 10:15", "2023-10-20T10:15"),
            ("Hier à 22:10", "2023-10-19T22:10"),
            ("il y a 3 jours", "2023-10-17"),
            ("il y a 5 minutes", "2023-10-20T12:25"),
            ("Posté le 12 décembre 2009", "2009-12-12"),
        ],
    );
}

#[test]
fn spanish() {
    check(
        "es",
        &[
            ("18 de octubre de 2023 a las 14:05", "2023-10-18T14:05"),
            ("mar, 18 oct 2022 5:16 p. m.", "2022-10-18T17:16"),
            ("5 ene. 2015", "2015-01-05"),
            ("03/04/2011 14:17", "2011-04-03T14:17"),
            ("Ayer, 22:10", "2023-10-19T22:10"),
            ("hace 3 días", "2023-10-17"),
            ("hace 5 minutos", "2023-10-20T12:25"),
            ("Mayo 5, 2015", "2015-05-05"),
        ],
    );
}

#[test]
fn portuguese() {
    check(
        "pt-BR",
        &[
            ("18 de outubro de 2023 às 14:05", "2023-10-18T14:05"),
            ("Seg, 5 de dez de 2011, 9h30", "2011-12-05T09:30"),
            ("7 set 2015", "2015-09-07"),
            ("03/04/2011 14:17", "2011-04-03T14:17"),
            ("Ontem às 22:10", "2023-10-19T22:10"),
            ("há 3 dias", "2023-10-17"),
            ("5 minutos atrás", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn italian() {
    check(
        "it",
        &[
            ("18 ottobre 2023 alle 14:05", "2023-10-18T14:05"),
            ("mer 5 gen 2011, 9:30", "2011-01-05T09:30"),
            ("7 lug. 2015 ore 14.05", "2015-07-07T14:05"),
            ("03/04/2011 14:17", "2011-04-03T14:17"),
            ("Ieri, 22:10", "2023-10-19T22:10"),
            ("3 giorni fa", "2023-10-17"),
            ("un'ora fa", "2023-10-20"),
        ],
    );
}

#[test]
fn dutch() {
    check(
        "nl",
        &[
            ("18 oktober 2023 om 14:05", "2023-10-18T14:05"),
            ("wo 5 mrt 2014, 9:30", "2014-03-05T09:30"),
            ("7 mei 2015", "2015-05-07"),
            ("03-04-2011 14:17", "2011-04-03T14:17"),
            ("Gisteren, 22:10", "2023-10-19T22:10"),
            ("3 dagen geleden", "2023-10-17"),
            ("5 minuten geleden", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn swedish_danish_norwegian() {
    check(
        "sv",
        &[
            ("18 oktober 2023 kl. 14:05", "2023-10-18T14:05"),
            ("den 5 maj 2014, 9:30", "2014-05-05T09:30"),
            ("tis 7 aug 2012", "2012-08-07"),
            ("2011-04-03 14:17", "2011-04-03T14:17"),
            ("Igår, 22:10", "2023-10-19T22:10"),
            ("3 dagar sedan", "2023-10-17"),
            ("för 5 minuter sedan", "2023-10-20T12:25"),
        ],
    );
    check(
        "da",
        &[
            ("18. oktober 2023 kl. 14.05", "2023-10-18T14:05"),
            ("i går kl. 22:10", "2023-10-19T22:10"),
            ("3 dage siden", "2023-10-17"),
            ("for 5 minutter siden", "2023-10-20T12:25"),
            ("7. maj 2015", "2015-05-07"),
            ("03.04.2011", "2011-04-03"),
        ],
    );
    check(
        "nb",
        &[
            ("18. desember 2022 kl. 14:05", "2022-12-18T14:05"),
            ("i dag kl. 10:15", "2023-10-20T10:15"),
            ("lørdag 7. mai 2016", "2016-05-07"),
            ("3 dager siden", "2023-10-17"),
            ("for 2 timer siden", "2023-10-20"),
            ("9. juni 2014, 20:00", "2014-06-09T20:00"),
        ],
    );
}

#[test]
fn polish() {
    check(
        "pl",
        &[
            ("18 października 2023, 14:05", "2023-10-18T14:05"),
            ("Pon 5 gru, 2011 9:30", "2011-12-05T09:30"),
            ("Wysłany: 7 maja 2015", "2015-05-07"),
            ("5 sierpnia 2013 r. o 20:15", "2013-08-05T20:15"),
            ("Wczoraj, 22:10", "2023-10-19T22:10"),
            ("3 dni temu", "2023-10-17"),
            ("5 minut temu", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn czech() {
    check(
        "cs",
        &[
            ("18. října 2023 v 14:05", "2023-10-18T14:05"),
            ("5. 12. 2011 9:30", "2011-12-05T09:30"),
            ("čtvrtek 7. května 2015", "2015-05-07"),
            ("1. července 2014", "2014-07-01"),
            ("1. června 2014", "2014-06-01"),
            ("včera v 22:10", "2023-10-19T22:10"),
            ("před 3 dny", "2023-10-17"),
            ("před hodinou", "2023-10-20"),
        ],
    );
}

#[test]
fn russian_and_ukrainian() {
    check(
        "ru",
        &[
            ("18 октября 2023 в 14:05", "2023-10-18T14:05"),
            ("Пн дек 05, 2011 9:30 am", "2011-12-05T09:30"),
            ("Добавлено: 7 мая 2015 г.", "2015-05-07"),
            ("03.04.2011, 14:17", "2011-04-03T14:17"),
            ("Вчера, 22:10", "2023-10-19T22:10"),
            ("сегодня в 10:15", "2023-10-20T10:15"),
            ("3 дня назад", "2023-10-17"),
            ("5 минут назад", "2023-10-20T12:25"),
            ("2 часа назад", "2023-10-20"),
        ],
    );
    check(
        "uk",
        &[
            ("18 жовтня 2023 о 14:05", "2023-10-18T14:05"),
            ("5 грудня 2011 р., 9:30", "2011-12-05T09:30"),
            ("7 травня 2015 року", "2015-05-07"),
            ("Вчора, 22:10", "2023-10-19T22:10"),
            ("3 дні тому", "2023-10-17"),
            ("5 хвилин тому", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn turkish() {
    check(
        "tr",
        &[
            ("18 Ekim 2023, 14:05", "2023-10-18T14:05"),
            ("5 Aralık 2011 Pazartesi", "2011-12-05"),
            ("7 Şub 2015 saat 20:15", "2015-02-07T20:15"),
            ("03.04.2011 14:17", "2011-04-03T14:17"),
            ("Dün 22:10", "2023-10-19T22:10"),
            ("3 gün önce", "2023-10-17"),
            ("5 dakika önce", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn arabic() {
    check(
        "ar",
        &[
            ("18 أكتوبر 2023", "2023-10-18"),
            ("١٨ أكتوبر ٢٠٢٣، ٠٢:٠٥ م", "2023-10-18T14:05"),
            ("5 ديسمبر، 2011 09:30 ص", "2011-12-05T09:30"),
            ("أمس 10:10", "2023-10-19T10:10"),
            ("منذ 3 أيام", "2023-10-17"),
            ("منذ ساعتين", "2023-10-20"),
            ("قبل يومين", "2023-10-18"),
        ],
    );
}

#[test]
fn hebrew() {
    check(
        "he",
        &[
            ("18 באוקטובר 2023, 14:05", "2023-10-18T14:05"),
            ("5 בדצמבר 2011", "2011-12-05"),
            ("7 מאי 2015 20:15", "2015-05-07T20:15"),
            ("03/04/2011 14:17", "2011-04-03T14:17"),
            ("אתמול, 22:10", "2023-10-19T22:10"),
            ("לפני 3 ימים", "2023-10-17"),
            ("לפני 5 דקות", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn hindi() {
    check(
        "hi",
        &[
            ("18 अक्टूबर 2023, 14:05", "2023-10-18T14:05"),
            ("१८ अक्तूबर २०२३", "2023-10-18"),
            ("5 दिसंबर 2011 9:30 अपराह्न", "2011-12-05T21:30"),
            ("7 फ़रवरी 2015", "2015-02-07"),
            ("3 दिन पहले", "2023-10-17"),
            ("5 मिनट पहले", "2023-10-20T12:25"),
            ("2 घंटे पहले", "2023-10-20"),
        ],
    );
}

#[test]
fn chinese() {
    check(
        "zh-CN",
        &[
            ("2023年10月18日 14:05", "2023-10-18T14:05"),
            ("2011-12-5 下午 9:30", "2011-12-05T21:30"),
            ("发布于 2016-05-20 08:15", "2016-05-20T08:15"),
            ("2015/5/7 上午10:15:30", "2015-05-07T10:15"),
            ("15.11.18", "2015-11-18"),
            ("昨天 22:10", "2023-10-19T22:10"),
            ("3天前", "2023-10-17"),
            ("5 分钟前", "2023-10-20T12:25"),
            ("2小時前", "2023-10-20"),
            ("刚刚", "2023-10-20T12:30"),
            ("5月7日 10:15", "2023-05-07T10:15"),
        ],
    );
}

#[test]
fn japanese() {
    check(
        "ja",
        &[
            ("2023年10月18日(水) 14:05", "2023-10-18T14:05"),
            ("2011/12/05 21:30", "2011-12-05T21:30"),
            ("投稿日：2015年5月7日", "2015-05-07"),
            ("2015年5月7日 午後2時5分", "2015-05-07T14:05"),
            ("令和5年10月18日", "2023-10-18"),
            ("昨日 22:10", "2023-10-19T22:10"),
            ("3日前", "2023-10-17"),
            ("5分前", "2023-10-20T12:25"),
            ("2時間前", "2023-10-20"),
        ],
    );
}

#[test]
fn korean() {
    check(
        "ko",
        &[
            ("2023년 10월 18일 오후 2:05", "2023-10-18T14:05"),
            ("2011.12.05 21:30", "2011-12-05T21:30"),
            ("2015. 5. 7. 오전 10:15", "2015-05-07T10:15"),
            ("15.05.07 10:15", "2015-05-07T10:15"),
            ("어제 22:10", "2023-10-19T22:10"),
            ("3일 전", "2023-10-17"),
            ("5분 전", "2023-10-20T12:25"),
            ("2시간전", "2023-10-20"),
        ],
    );
}

#[test]
fn thai() {
    check(
        "th",
        &[
            ("18 ตุลาคม 2566 เวลา 14:05 น.", "2023-10-18T14:05"),
            ("5 ธ.ค. 2554, 09:30", "2011-12-05T09:30"),
            ("๗ พฤษภาคม ๒๕๕๘", "2015-05-07"),
            ("7 พ.ค. 2015", "2015-05-07"),
            ("3 วันที่แล้ว", "2023-10-17"),
            ("5 นาทีที่แล้ว", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn indonesian() {
    check(
        "id",
        &[
            ("18 Oktober 2023 pukul 14.05", "2023-10-18T14:05"),
            ("Senin, 5 Des 2011 09:30 WIB", "2011-12-05T09:30"),
            ("7 Agu 2015", "2015-08-07"),
            ("03/04/2011 14:17", "2011-04-03T14:17"),
            ("Kemarin 22:10", "2023-10-19T22:10"),
            ("3 hari yang lalu", "2023-10-17"),
            ("5 menit lalu", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn vietnamese() {
    check(
        "vi",
        &[
            ("18 tháng 10, 2023", "2023-10-18"),
            ("ngày 18 tháng 10 năm 2023 lúc 14:05", "2023-10-18T14:05"),
            ("5 Thg12 2011", "2011-12-05"),
            ("03/04/2011 14:17", "2011-04-03T14:17"),
            ("Hôm qua, lúc 22:10", "2023-10-19T22:10"),
            ("3 ngày trước", "2023-10-17"),
            ("5 phút trước", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn hungarian() {
    check(
        "hu",
        &[
            ("2015. november 15., 17:16", "2015-11-15T17:16"),
            ("2011. dec. 5. 9:30", "2011-12-05T09:30"),
            ("2015. május 7.", "2015-05-07"),
            ("2015.05.07 20:15", "2015-05-07T20:15"),
            ("tegnap 22:10", "2023-10-19T22:10"),
            ("3 napja", "2023-10-17"),
            ("3 nappal ezelőtt", "2023-10-17"),
        ],
    );
}

#[test]
fn greek() {
    check(
        "el",
        &[
            ("18 Οκτωβρίου 2023, 14:05", "2023-10-18T14:05"),
            ("Δευ 05 Δεκ 2011, 9:30 μ.μ.", "2011-12-05T21:30"),
            ("7 Μαΐου 2015", "2015-05-07"),
            ("03/04/2011 14:17", "2011-04-03T14:17"),
            ("Χθες στις 22:10", "2023-10-19T22:10"),
            ("πριν 3 ημέρες", "2023-10-17"),
            ("πριν από 5 λεπτά", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn finnish() {
    check(
        "fi",
        &[
            ("18. lokakuuta 2023 klo 14.05", "2023-10-18T14:05"),
            ("5. joulukuuta 2011", "2011-12-05"),
            ("7. touko 2015 20:15", "2015-05-07T20:15"),
            ("3.4.2011 klo 14:17", "2011-04-03T14:17"),
            ("eilen klo 22:10", "2023-10-19T22:10"),
            ("3 päivää sitten", "2023-10-17"),
            ("5 minuuttia sitten", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn romanian() {
    check(
        "ro",
        &[
            ("18 octombrie 2023, 14:05", "2023-10-18T14:05"),
            ("Lun, 5 dec 2011 la 9:30", "2011-12-05T09:30"),
            ("7 mai 2015", "2015-05-07"),
            ("3 ian. 2014", "2014-01-03"),
            ("ieri, 22:10", "2023-10-19T22:10"),
            ("acum 3 zile", "2023-10-17"),
            ("acum 5 minute", "2023-10-20T12:25"),
        ],
    );
}

#[test]
fn what_is_no_time_is_none() {
    for text in [
        "",
        "May",
        "10:15",
        "version 1.2.15",
        "192.168.10.15",
        "call 555-12-34",
        "31.02.2015",
        "1.000.000",
        "99/99/9999",
        "Nov 15, 2035 at 5:16 PM",
        "3 days",
        "in 3 days",
        "tomorrow at 10:15",
        "2:1",
    ] {
        let time = parse(text).filter(|shown| shown.unknown == 0 && shown.is_dated());
        let time = time.and_then(|shown| resolve(&shown, Order::Dmy, Some(NOW)));
        assert_eq!(time, None, "{text}");
    }
}

#[test]
fn says_what_a_time_is_of() {
    for (text, other) in [
        ("Joined: 14 May 2005", true),
        ("Registered 14.05.2005", true),
        ("Dabei seit: 14.05.2005", true),
        ("Last edited by Ann; 03-03-2011 at 02:30 PM.", true),
        ("Регистрация: 14.05.2005", true),
        ("最后编辑于 2016-05-20", true),
        ("14 May 2005 (edited)", false),
        ("Posted: 14 May 2005", false),
    ] {
        assert_eq!(parse(text).map(|shown| shown.other), Some(other), "{text}");
    }
    assert_eq!(label("Posted by"), Some(true));
    assert_eq!(label("Member since"), Some(false));
    assert_eq!(label("Ann"), None);
}

#[test]
fn without_a_clock_only_what_is_absolute_is_known() {
    for (text, iso) in [
        ("3 days ago", None),
        ("Yesterday, 10:15 PM", None),
        ("Sep 7, 10:20", None),
        ("Sep 7, 2012 10:20", Some("2012-09-07T10:20")),
    ] {
        let time = parse(text).and_then(|shown| resolve(&shown, Order::Dmy, None));
        assert_eq!(time.as_deref(), iso, "{text}");
    }
}

#[test]
fn a_text_longer_than_the_limit_is_not_read() {
    let date = "15 November 2015";
    let room = MAX_SHOWN - date.len();
    assert!(parse(&format!("{date}{}", ".".repeat(room))).is_some());
    assert!(parse(&format!("{date}{}.", ".".repeat(room))).is_none());
}

/// Every way to write a day in numbers and words, with the language of the page.
const FORMATS: [(&str, &str); 9] = [
    ("en", "{Y}-{0M}-{0D}"),
    ("de", "{D}.{M}.{Y}"),
    ("fr", "{0D}/{0M}/{Y}"),
    ("en", "{D} {B} {Y}"),
    ("en", "{B} {D}, {Y}"),
    ("ja", "{Y}年{M}月{D}日"),
    ("ko", "{Y}년 {M}월 {D}일"),
    ("ko", "{Y}. {M}. {D}."),
    ("vi", "{D} tháng {M}, {Y}"),
];

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

proptest! {
    #[test]
    fn a_day_comes_back_from_every_format(days in 0_i64..19_650, minute in 0_i64..1440, format in 0..FORMATS.len(), clock: bool) {
        let civil = Civil::from_days(days);
        let Civil { year, month, day } = civil;
        let (lang, format) = FORMATS[format];
        let mut text = format.replace("{Y}", &year.to_string()).replace("{B}", MONTHS[month as usize - 1])
            .replace("{0M}", &format!("{month:02}")).replace("{0D}", &format!("{day:02}"))
            .replace("{M}", &month.to_string()).replace("{D}", &day.to_string());
        let mut iso = civil.iso();
        if clock {
            text.push_str(&format!(" {}:{:02}", minute / 60, minute % 60));
            iso.push_str(&format!("T{:02}:{:02}", minute / 60, minute % 60));
        }
        prop_assert_eq!(read(lang, &text), Some(iso), "{}", text);
    }

    #[test]
    fn a_twelve_hour_clock_tells_every_minute(minute in 0_i64..1440) {
        let (hour, half) = (minute / 60, if minute < 720 { "AM" } else { "PM" });
        let text = format!("May 5, 2015 {}:{:02} {half}", (hour + 11) % 12 + 1, minute % 60);
        prop_assert_eq!(read("en", &text), Some(format!("2015-05-05T{hour:02}:{:02}", minute % 60)));
    }

    #[test]
    fn no_text_is_too_strange(text in ".{0,160}", parts in prop::collection::vec(prop::sample::select(vec![
        "15", "2015", "0", "99999999999", ":", ".", "/", "-", " ", "may", "am", "pm", "ago", "vor", "3", "h", "年", "月", "日", "ที่แล้ว", "utc", "+", "(", "seit", "mar",
    ]), 0..40)) {
        for text in [text, parts.concat()] {
            looks_like_time(&text);
            to_iso(&text);
            for order in [Order::Dmy, Order::Mdy, Order::Ymd] {
                let time = parse(&text).and_then(|shown| resolve(&shown, order, Some(NOW)));
                prop_assert!(time.is_none_or(|time| time.len() >= 4));
            }
        }
    }
}

#[test]
fn knows_a_time_when_it_sees_one() {
    for text in [
        "Nov 15, 2015 at 5:16 PM",
        "15.11.2015",
        "11/15/15, 17:16",
        "vor 3 Tagen",
        "2 hours ago",
        "Posted: Fri May 13, 2005 8:49 am",
        "18 октября 2023",
        "gestern",
        "2010-05-24",
    ] {
        assert!(looks_like_time(text), "{text}");
    }
    for text in [
        "",
        "12",
        "Posts: 1234",
        "version 2.0.1.4 of a thing that is longer than a time ever gets to be",
        "Tomorrow never dies",
        "Let us meet today",
        "1 vs 2",
        "chicago 3",
        "© 2015",
        "call 555 1234",
    ] {
        assert!(!looks_like_time(text), "{text}");
    }
}
