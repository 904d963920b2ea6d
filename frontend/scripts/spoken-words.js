/** Written forms that voices stumble over, as data: [written, spoken]; spaces in the written form may be narrow or missing. */
export const SPOKEN = {
  de: {
    short: [
      ["z. B.", "zum Beispiel"], ["d. h.", "das heißt"], ["u. a.", "unter anderem"], ["i. d. R.", "in der Regel"], ["u. U.", "unter Umständen"],
      ["z. T.", "zum Teil"], ["o. Ä.", "oder Ähnliches"], ["s. o.", "siehe oben"], ["v. a.", "vor allem"], ["i. V. m.", "in Verbindung mit"],
      ["usw.", "und so weiter"], ["etc.", "und so weiter"], ["bzw.", "beziehungsweise"], ["ggf.", "gegebenenfalls"], ["ca.", "etwa"],
      ["evtl.", "eventuell"], ["inkl.", "inklusive"], ["einschl.", "einschließlich"], ["zzgl.", "zuzüglich"], ["vgl.", "vergleiche"],
      ["max.", "maximal"], ["min.", "mindestens"], ["rd.", "rund"], ["sog.", "sogenannte"], ["Nr.", "Nummer"], ["Nrn.", "Nummern"],
      ["Abs.", "Absatz"], ["Art.", "Artikel"], ["Kap.", "Kapitel"], ["Ziff.", "Ziffer"], ["Tel.", "Telefon"], ["Dr.", "Doktor"],
      ["Prof.", "Professor"], ["St.", "Sankt"], ["Std.", "Stunden"], ["Min.", "Minuten"], ["Mio.", "Millionen"], ["Mrd.", "Milliarden"],
      ["Tsd.", "Tausend"], ["Einw.", "Einwohner"], ["gem.", "gemäß"], ["Hbf.", "Hauptbahnhof"], ["Hbf", "Hauptbahnhof"], ["Bf.", "Bahnhof"],
      ["Bhf.", "Bahnhof"], ["Pl.", "Platz"], ["Str.", "Straße"], ["ÖPNV", "Nahverkehr"], ["Kita", "Kita"], ["EUR", "Euro"],
      ["OGS", "offene Ganztagsschule"], ["VRR", "V R R"], ["NRW", "Nordrhein-Westfalen"], ["BauGB", "Baugesetzbuch"], ["B-Plan", "Bebauungsplan"],
      ["Lkw", "L K W"], ["Pkw", "P K W"], ["km/h", "Kilometer pro Stunde"], ["m²", "Quadratmeter"], ["m³", "Kubikmeter"], ["km²", "Quadratkilometer"],
      ["km", "Kilometer"], ["kWh", "Kilowattstunden"], ["CO₂", "C O 2"], ["ha", "Hektar"], ["§§", "Paragrafen"], ["§", "Paragraf"], ["€", "Euro"],
      ["%", "Prozent"], ["&", "und"],
    ],
    ends: [["straße", "str."], ["platz", "pl."]],
    months: ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"],
    until: "bis",
  },
  en: {
    short: [
      ["e.g.", "for example"], ["i.e.", "that is"], ["etc.", "and so on"], ["approx.", "approximately"], ["No.", "number"], ["St.", "Street"],
      ["Dr.", "Doctor"], ["€", "euros"], ["%", "percent"], ["&", "and"], ["km/h", "kilometres per hour"], ["m²", "square metres"], ["km", "kilometres"],
      ["CO₂", "C O 2"],
    ],
    ends: [],
    months: ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"],
    until: "to",
  },
};
