//! German stop words, sorted by byte.
//!
//! Gathered by class, with their inflections since nothing is stemmed: articles, pronouns and
//! determiners; auxiliaries and modals; conjunctions; prepositions, also merged with the article;
//! adverbs of time, place, degree and connection; modal particles; verbs so common that they tell no
//! subject ("machen", "geben"); number words up to twelve; fillers and courtesies ("Sache",
//! "danke"). Kept as subjects on purpose: "Stand", "Art", "neu".

pub(super) const WORDS: &str = "\
ab aber acht aktuell alle allem allen aller allerdings alles als also am an andere anderem \
anderen anderer andererseits anderes andern anders ans anstatt auch auf aufs aus außer \
außerdem außerhalb bald bei beide beiden beides beim bekommen bekommt bereits besonders \
besser bestimmt bevor beziehungsweise bezüglich bin bis bisher bisschen bist bitte bleiben \
bleibt blieb brauche brauchen braucht bringen bringt bzw ca da dabei dadurch dafür dagegen \
daher dahin damals damit danach daneben danke dann daran darauf daraus darf darfst darin \
darum darüber das dasjenige dass dasselbe davon davor dazu dazwischen daß definitiv dein \
deine deinem deinen deiner deines dem dementsprechend den denke denken denkt denn dennoch \
denselben der derjenige derselbe derzeit des deshalb desto deswegen deutlich dh dich die \
diejenige diejenigen dies diese dieselbe diesem diesen dieser dieses ding dinge dingen dir \
doch dort dorthin dran drauf drei drin du durch durchs durfte durften dürfen dürfte dürften \
eben ebenfalls ebenso eigentlich ein einander eine einem einen einer einerseits eines \
einfach einige einigen einiger einiges einmal eins elf entlang entweder er erst erste ersten \
erster erstes es etc etwa etwas euch euer eure eurem euren eurer eures eventuell evtl falls \
fand fast finde finden findet fünf für fürs gab ganz ganze ganzen gar geben gefunden \
gegangen gegeben gegen gegenüber gehabt gehe gehen geht gekommen gemacht genau genommen \
gerade gern gerne gesagt gesehen gestern getan gewesen geworden ggf gibt gilt ging gingen \
glaube glauben glaubt groß große großen gut gute guten guter gutes hab habe haben habt hallo \
halt halten hast hat hatte hatten hattest heißen heißt her heraus heute hier hierbei hierfür \
hierhin hiermit hierzu hin hinaus hinein hingegen hinter hinterm hinzu hält hätte hätten ich \
ihm ihn ihnen ihr ihre ihrem ihren ihrer ihres im immer in indem innerhalb ins insgesamt \
inzwischen irgend irgendwann irgendwas irgendwie irgendwo ist ja je jede jedem jeden \
jedenfalls jeder jedes jedoch jemand jemandem jemanden jene jenem jenen jener jenes jetzt \
jeweils kam kamen kann kannst kaum kein keine keinem keinen keiner keines kleine kleinen \
komme kommen kommt konnte konnten können könnt könnte könnten lange lass lassen lediglich \
leider letzte letzten liegen liegt ließ lässt mache machen machst macht machte mag magst mal \
man manche manchen mancher manches manchmal mehr mehrere mehreren mein meine meinem meinen \
meiner meines meist meisten meistens mich mindestens mir mit mittels mochte morgen muss \
musst musste mussten möchte möchten möchtest mögen möglichst müssen müsst müsste müssten \
nach nachdem nachher natürlich neben nehmen nein neun nicht nichts nie niemals niemand \
niemandem niemanden nimmt nix noch nochmal nun nur nächste nächsten nämlich ob obgleich \
obwohl oder oft ohne ohnehin ok okay paar pro rauf raus rein relativ runter rüber sache \
sachen sage sagen sagt sagte sah samt scheint schließlich schon sechs sehe sehen sehr sei \
seid seien sein seine seinem seinen seiner seines seit seitdem seitens seither selber selbst \
sich sie sieben sieht sind so sobald sodass sogar solange solch solche solchen solcher \
solches soll sollen sollst sollte sollten somit sondern sonst soweit sowie sowieso sowohl \
statt stehen steht trotz trotzdem tun tut um ums umso und ungefähr uns unser unsere unserem \
unseren unserer unseres unsre unter unterm usw viel viele vielen vieler vieles vielleicht \
vielmehr vier vom von vor vorbei vorher vorm völlig wahrscheinlich wann war waren warst wart \
warum was weder weg wegen weil weiter weitere weiteren weiterer weiteres weiterhin weiß \
welche welchem welchen welcher welches wem wen wenig wenige wenigen weniger wenn wer werde \
werden werdet weshalb wessen wider wie wieder wieso wieviel will willst wir wird wirklich \
wirst wissen wo wofür woher wohin wohl wollen wollt wollte wollten womit woran worauf woraus \
worden worüber wozu wurde wurden wusste während wäre wären würde würden würdest zb zehn \
ziemlich zu zudem zuerst zufolge zuletzt zum zumindest zunächst zur zurück zusammen zwar \
zwei zweimal zwischen zwölf über überhaupt überm übrigens";
