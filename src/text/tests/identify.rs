//! Which language a text is told to be in.

use groundswell_text::Language;

use Language::*;

/// Whatever the page says, the text tells it.
#[track_caller]
fn check(expected: Language, texts: &[&str]) {
    for text in texts {
        for fallback in [English, German, Unknown] {
            assert_eq!(Language::guess(text, fallback), expected, "{text}");
        }
    }
}

#[track_caller]
fn unclear(texts: &[&str]) {
    for text in texts {
        for fallback in [English, German, Japanese, Unknown] {
            assert_eq!(Language::guess(text, fallback), fallback, "{text}");
        }
    }
}

#[test]
fn prose_tells_its_language() {
    check(
        English,
        &[
            "The build was slow again today, so we moved the cache to a faster disk.",
            "Can you all see what was in it? I can not.",
            "I have been told that this will not work with the new release.",
            "Thanks for the report, we are looking at it now.",
        ],
    );
    check(
        German,
        &[
            "Der Neubau war auch heute wieder langsam, und wir haben den Cache auf eine andere Platte gelegt.",
            "Das ist nicht gut.",
            "Kann ich die Schlüssel für das Büro auch bei der Zentrale abholen?",
            "Die Kantine bleibt am Freitag wegen der Inventur geschlossen.",
        ],
    );
    check(
        French,
        &[
            "Le rapport de la semaine est sur le portail, avec les chiffres du mois et un avis du comité.",
            "Je ne sais pas qui a fait cette modification dans les paramètres.",
            "Nous avons besoin d’une nouvelle imprimante pour le deuxième étage.",
            "C'est une très bonne idée, merci pour votre aide.",
        ],
    );
    check(
        Spanish,
        &[
            "El informe de la semana está en el portal, con las cifras del mes.",
            "¿Alguien sabe si los servidores de la oficina también fallan hoy?",
            "La reunión se ha aplazado hasta el lunes por la huelga del transporte.",
            "No hay nada más importante que una buena copia de seguridad.",
        ],
    );
    check(
        Portuguese,
        &[
            "O relatório da semana está no portal, com os números do mês.",
            "Você já viu o novo refeitório? A comida é muito melhor do que antes.",
            "As férias dos funcionários não foram aprovadas pelo gerente.",
            "Precisamos de uma nova impressora para o segundo andar.",
        ],
    );
    check(
        Italian,
        &[
            "Il rapporto della settimana è sul portale, con le cifre del mese.",
            "Non so chi ha cambiato la configurazione del server, ma ora funziona.",
            "Abbiamo bisogno di una nuova stampante per il secondo piano.",
            "Questo è anche il problema che ho con gli altri programmi.",
        ],
    );
    check(
        Dutch,
        &[
            "Het rapport van de week staat op het portaal, met de cijfers van de maand.",
            "Ik weet niet wie de instellingen van de server heeft gewijzigd.",
            "We hebben een nieuwe printer nodig voor de tweede verdieping.",
            "Dit is ook het probleem dat wij met andere programma's hebben.",
        ],
    );
    check(
        Swedish,
        &[
            "Veckans rapport finns på portalen, med siffrorna för månaden.",
            "Jag vet inte vem som har ändrat inställningarna på servern.",
            "Vi behöver en ny skrivare till andra våningen.",
            "Det är också ett problem som vi har med andra program.",
        ],
    );
    check(
        Polish,
        &[
            "Raport z tego tygodnia jest już na portalu, razem z danymi za miesiąc.",
            "Nie wiem, kto zmienił ustawienia serwera, ale teraz działa.",
            "Potrzebujemy nowej drukarki na drugie piętro.",
            "To jest bardzo dobry pomysł, dziękuję za pomoc.",
        ],
    );
    check(
        Turkish,
        &[
            "Haftanın raporu portalda, ayın rakamları ile birlikte.",
            "Sunucunun ayarlarını kim değiştirdi bilmiyorum ama şimdi çalışıyor.",
            "İkinci kat için yeni bir yazıcıya ihtiyacımız var.",
            "Bu çok iyi bir fikir, yardımın için teşekkürler.",
        ],
    );
}

#[test]
fn scripts_tell_their_language() {
    check(
        Russian,
        &[
            "Отчёт за неделю уже на портале.",
            "Кто изменил настройки сервера?",
            "Да, VPN не работает.",
        ],
    );
    check(
        Arabic,
        &[
            "تقرير الأسبوع موجود على البوابة.",
            "من غيّر إعدادات الخادم؟",
            "شكرا",
        ],
    );
    check(
        Hebrew,
        &[
            "הדוח השבועי נמצא בפורטל.",
            "מי שינה את הגדרות השרת?",
            "תודה",
        ],
    );
    check(
        Hindi,
        &[
            "सप्ताह की रिपोर्ट पोर्टल पर है।",
            "सर्वर की सेटिंग किसने बदली?",
            "धन्यवाद",
        ],
    );
    check(
        Thai,
        &[
            "รายงานประจำสัปดาห์อยู่บนพอร์ทัลแล้ว",
            "ใครเปลี่ยนการตั้งค่าเซิร์ฟเวอร์",
            "ขอบคุณ",
        ],
    );
    check(
        Korean,
        &[
            "주간 보고서가 포털에 있습니다.",
            "누가 서버 설정을 바꿨나요?",
            "감사합니다",
        ],
    );
    check(
        Japanese,
        &[
            "週報はポータルにあります。",
            "誰がサーバーの設定を変えましたか?",
            "ありがとう",
            "Kubernetes のデプロイが遅い",
        ],
    );
    check(
        Chinese,
        &[
            "本周的报告已经在门户网站上了。",
            "谁改了服务器的设置?",
            "谢谢",
            "我們需要一台新的印表機",
        ],
    );
}

#[test]
fn other_languages_of_a_script_are_not_mistaken() {
    check(
        Unknown,
        &[
            "Звіт за тиждень уже на порталі, є і дані за місяць.",
            "Кой промени настройките на сървъра? Търся отговор от понеделник.",
            "Ugens rapport er på portalen, og tallene for måneden er ikke med.",
            "Jeg vet ikke hvem som har endret innstillingene på serveren.",
            "No sé si l'informe d'aquesta setmana és al portal, amb els números del mes.",
            "گزارش هفتگی در پورتال است و کار می‌کند",
        ],
    );
    unclear(&[
        "Viikon raportti on portaalissa kuukauden lukujen kanssa.",
        "Η αναφορά της εβδομάδας είναι στην πύλη.",
    ]);
}

#[test]
fn what_is_unclear_is_left_to_the_page() {
    unclear(&[
        "",
        "Kubernetes",
        "+1",
        "👍👍",
        "in an",
        "Jürgen Müller, Zürich",
        "https://example.com/x?y=1",
        "int main(void) { return 0; }",
        // As much of one as of another.
        "The server is down and we are on it. Der Server ist weg und wir sind dran.",
    ]);
}

#[test]
fn a_post_is_in_the_language_of_most_of_it() {
    check(
        German,
        &[
            "Der Hinweis „please restart the server“ hilft hier nicht, weil wir den Server nicht selbst betreiben und auf die Kollegen warten.",
        ],
    );
    check(
        English,
        &[
            "We asked the team in Munich, and they said \u{201c}das geht nicht\u{201d}, which is why this is still open for all of us.",
        ],
    );
    check(
        Russian,
        &["Мы перешли на Kubernetes и Docker Compose, потому что так быстрее."],
    );
}

#[test]
fn only_the_head_is_read() {
    let english = "They have not said why it was so. ".repeat(200);
    let text = english + &"Wir haben das nicht gewusst. ".repeat(10_000);
    check(English, &[&text]);
    // Which may end inside a character.
    unclear(&[&format!("x{}", "ä".repeat(4096))]);
}
