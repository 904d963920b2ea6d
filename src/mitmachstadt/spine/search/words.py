"""The small German word lists of the search, written for this project: what to skip, what compounds hold."""

# ruff: noqa: SIM905  # lists of words read best as words

from __future__ import annotations

# Words that say nothing about the thing somebody looks for; they are neither stored nor asked for.
STOP = frozenset(
    """
    aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch
    auf aus bei beim bin bis bist da damit dann das dass dein deine dem den denn der deren des dessen
    die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines einig
    einige einigen er es etwas euch euer eure für gegen gewesen gibt hab habe haben hat hatte hier hin
    hinter ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in indem ins ist ja jede jedem jeden jeder
    jedes jene kann kannst können könnte man manche mein meine meinem meinen meiner mich mir mit möchte
    muss müssen nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seinem seinen seiner
    sich sie sind so soll sollen sollte sondern sonst über um und uns unser unsere unserem unseren
    unserer unter viel vom von vor wann war waren warum was weg weil welche welchem welchen welcher
    welches wenn wer werde werden wie wieder will wir wird wo wofür woher wohin worden wurde wurden
    während würde würden zu zum zur zwar zwischen the of and
    """.split()
) - {"weg"}  # "weg" is "away", but above all it is a path

# Short words that compounds may begin with; they help to take a word apart and are no part worth finding.
WEAK = frozenset(
    """
    ab alt an auf aus außen bei breit drei ein end fern fort ganz gegen gesamt groß grund halb haupt her
    hin hoch innen kern klein kurz lang leicht letzt mehr mit mitte mittel nach nah neben neu nieder
    nord ober ost rück schnell schwer selbst sonder süd teil tief über um unter ur viel voll vor weiter
    west wieder zu zusammen zusatz zwei zwischen
    """.split()
)

# What the compounds of a town hall are made of. A word that stands here for itself is never taken apart.
BASE = frozenset(
    """
    abend abfall abgabe ablauf abstell achse ader adresse agentur akte akteur aktion allee allgemein
    alltag ampel amt analyse anbindung anfang anfrage angebot angst anlage anlauf anleger anmeldung
    anpassung anregung anschluss ansprech anspruch anstalt antrag anwendung anwohner anzeige apotheke
    app arbeit archiv arm armut art artikel arzt asphalt atem athletik atlas audit aufgabe aufnahme
    aufsicht auftrag auge ausbau ausbildung ausgabe ausgleich ausschuss ausstellung auswahl ausweis
    ausweisung auto bach bad bagger bahn band bande bank barriere bau baum becken bedarf begrünung
    behinderung behörde beirat beispiel beitrag bekämpfung beleuchtung benutzer beratung bereich berg
    bericht beruf bescheid beschilderung beschluss beschäftigung bestand besuch beteiligung betrag
    betreuung betrieb bett bewegung bewerbung bewohner bezirk bibliothek biene bilanz bild bildung
    biotop blatt blitzer block blume blüh boden bogen bolz brache brand bremse brief bring brunnen
    brücke buch budget bummel bund bunker bus börse bücherei bühne bündnis bürger büro chor computer
    container dach damm daten deckel demenz demokratie denkmal deponie dialog dienst dienstleistung
    digital digitalisierung direktor dorf dämmung dünger ehren ehrenamt eiche eigentum einheit einkauf
    einnahme einrichtung eintritt einwohner eis elektro eltern emission empfang energie engagement
    engpass entsorgung entwicklung entwurf erbe ereignis erfolg ergebnis erholung erlaubnis erlebnis
    erneuerung ernte ernährung ersatz erwachsene erwerb erziehung essen etage etat fabrik fach fahren
    fahrt faktor fall familie fang farbe faser fassade fassung fax fehler feier feld fenster ferien fest
    feuer film finanz firma flasche flucht flug flur fluss fläche folge fonds form format forst forum
    foto frage frau freizeit fremd freund frieden friedens frist früh fund funk fuß fußgänger fähre
    förder förderung führer führung gang garage garten gas gast gebiet gebot geburt gebäude gebühr
    gedenk gefahr gegend geh geist geld gelände geländer gemeinde gemeinschaft generation genuss gericht
    geruch gerät geschichte geschoss geschwindigkeit geschäft gesellschaft gesetz gespräch gestaltung
    gesundheit gewerbe gewässer gift gipfel glas gleichstellung gleis glück gold grab graben grafik gras
    gremium grenze grill gruppe größe grün gründung gut gutachten gutschein gymnasium hafen halle halt
    hand handel handlung hang haus haushalt haut heft heim heirat heizung herberge herz hilfe himmel
    hinweis hitze hoch hof holz hort hotel hund hütte idee immobilie industrie infrastruktur informatik
    information inhalt initiative inklusion insel institut integration internet invest jagd jahr
    jahrgang jubiläum jugend junge kabel kabinett kaffee kalender kamera kampagne kanal kante kapelle
    kapital karte kasse kasten kataster kauf keller kennzeichen kern kessel kind kinder kino kiosk
    kirche kita klage klasse klausur kleid kleingarten klima klinik klub kläranlage kneipe knoten kohle
    kollege komitee kommission kommunikation kompost konferenz konto kontrolle konzept konzert kosten
    kraft kranken kreis kreisel kreuz kreuzung kriterien kultur kunde kunst kurs küche küste labor lade
    laden lage lager lampe land landschaft last laster laterne laub lauf leben leer leerstand lehrer
    leicht leih leit leitung lern lese leuchte leute licht liebe liefer lieferung linde linie liste lkw
    loch lohn luft lärm löschzug lösung lücke macht mahl mahnmal makler mal management mangel mann mappe
    marke markt mast masten material mauer maß maßnahme medien meer mehrheit meister melde melder
    meldung menge mensa mensch messe meter miet miete mieter migration minister mitglied mitsprache
    mittag mittel mobil mobilität modell monitor montage motor museum musik muster mutter mädchen
    märchen müll mündung nachbar nachbarschaft nacht nachweis name natur netz norm not nummer nutzer
    nutzung obdach oberfläche obst oper opfer ordnung organ orientierung ort paket papier park parken
    parlament partei partner pass passage patent pause pavillon pendel pendler person personal pfad
    pferd pflanze pflaster pflege pfleger pflicht pilot pilz plakat plan planung plastik plattform platz
    pole politik polizei pool portal post praktikum praxis preis presse privat probe problem produkt
    programm projekt promenade protokoll prämie prüfung publikum punkt quartier quelle querung quote rad
    radler rampe rand rasen rast rat ratte rauch raum rechnung recht rede regel regen region register
    reihe reinigung reise rente reparatur rest rettung revier ring rohr rolle roller rollstuhl route ruf
    ruhe rund rundfunk rücksicht saal sammel sammlung sand sanierung satzung schacht schaden schaltung
    schatten schau schiff schild schließung schloss schlüssel schmutz schnee schnitt schotter schranke
    schrebergarten schreib schrift schritt schrott schul schuld schule schulung schutz schwarz schwelle
    schwerpunkt schwimm schwimmen schüler see seite sekretär sendung senior sensor service shuttle
    sicherheit siedlung sieg sitz sitzung smart software solar sommer sonne sonnen sorge sozial spende
    sperre sperrung spiel spiele spielen spitze sport sprache sprech spur staat stadion stadt stall
    stamm stand standort station statistik stau staub stein stelle steuer stift stiftung stillstand
    stimme stock stoff strand strategie straße streifen streik streit strom struktur stube student
    studie stufe stuhl stunde sturm stätte stätten stück system szene säule tafel tag takt tal tank tanz
    tausch taxi team technik technologie tee teich teiler telefon tempo termin test theater thema ticket
    tier tisch tod toilette tonne topf tor tourismus tram trasse traum treff trend treppe trimm trink
    tropfen träger tunnel turm turnen tür ufer uhr umfeld umfrage umgebung umwelt unfall union
    universität unter unterkunft unternehmen unterstützung urlaub ursache vater veranstaltung verband
    verbot verbrauch verbraucher verbund verein verfahren vergabe vergleich verkauf verkehr verlag
    verlagerung verlust vermittlung verpflegung versammlung versorgung verstoß vertrag vertreter
    vertretung verwaltung verzeichnis video vielfalt viertel vision vogel volks vorhaben vorlage vorrang
    vorrat vorschlag waage wache wachstum wagen wahl wald wand wander ware warn wartung wasser wechsel
    weg wehr weide weihnacht wein weite welle welt wende werbe werbung werk werkstatt wert wettbewerb
    wetter wiese wild wind winter wirkung wirt wirtschaft wissen woche wohl wohn wohnung wort wunsch
    wärme zahl zahlung zaun zebra zeichen zeile zeit zeitung zelt zentrale zentrum zettel zeugnis ziel
    zimmer zoll zone zoo zubehör zucht zug zugang zukunft zulassung zusatz zuschuss zustand zweck zähler
    öffnung ökologie übergang übersicht
    """.split()
)

# Short ends that ordinary words have too (städtisch, verwirklicht); beside an unknown half they do not count.
UNSURE_ENDS = frozenset(
    "tisch licht recht gericht rauch stimme trage reife statt stand anden ende alle".split()
)

# Pairs that people use for one another; each side also finds the other.
SYNONYMS = (
    ("fahrrad", "rad"),
    ("kita", "kindertagesstätte", "kindertageseinrichtung", "kindergarten"),
    ("auto", "pkw"),
    ("öpnv", "nahverkehr"),
    ("homepage", "website", "webseite"),
    ("solar", "photovoltaik"),
    ("müll", "abfall"),
    ("bücherei", "bibliothek"),
    ("behindert", "barrierefrei"),
    ("wlan", "wifi"),
    ("gratis", "kostenlos", "umsonst"),
    ("kreisel", "kreisverkehr"),
    ("lkw", "lastwagen"),
    ("vhs", "volkshochschule"),
    ("ladesäule", "ladepunkt", "ladestation"),
    ("laterne", "straßenlaterne", "straßenlampe"),
)
