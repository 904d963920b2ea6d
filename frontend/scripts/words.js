/** Words the scripts speak, in both languages; the page's language decides. */
const GERMAN = {
  copied: "Kopiert", copyFailed: "Kopieren ging nicht. Markieren Sie den Text bitte von Hand.", left: (n) => `noch ${n} Zeichen`,
  over: (n) => `${n} Zeichen zu viel`, phone: "Ihr Text enthält eine Telefonnummer. Sie wäre für alle sichtbar.",
  mail: "Ihr Text enthält eine E-Mail-Adresse. Sie wäre für alle sichtbar.", restored: "Ihr angefangener Text ist wieder da.",
  discard: "Verwerfen", noVoice: "Ihr Gerät hat keine deutsche Stimme zum Vorlesen. In den Einstellungen unter „Sprachausgabe“ können Sie eine laden.",
  pause: "Anhalten", resume: "Weiterlesen", stop: "Vorlesen beenden", hits: (n) => (n === 1 ? "1 Treffer zeigen" : `${n} Treffer zeigen`),
  noPlace: "Ihr Standort war nicht zu ermitteln.", outside: "Sie sind gerade außerhalb der Stadt.", here: "Ihr Standort steht jetzt auf der Karte.", chosen: (n) => `${n} gewählt`,
  offline: "Kein Netz. Ihr Text ist auf diesem Gerät gespeichert.", open: "Ansehen", entries: (n, near) => `${n} Einträge${near ? ` bei ${near}` : ""}, näher heran`,
  suggestions: "Vorschläge", suggested: (n) => (n ? `${n === 1 ? "1 Vorschlag" : `${n} Vorschläge`}, mit den Pfeiltasten wählen` : "Keine Vorschläge"),
  peek: "Passwort zeigen", cover: "Passwort verbergen", speak: "Sprechen", speakStop: "Fertig gesprochen", speakFailed: "Das Mikrofon ist nicht erreichbar. Sie können tippen.",
  speakHint: "Ihr Browser macht aus Gesprochenem Text. Manche Browser schicken den Ton dafür an ihren Hersteller. Wir bekommen ihn nie.",
  waits: (n) => (n === 1 ? "1 Beitrag wartet auf diesem Gerät" : `${n} Beiträge warten auf diesem Gerät`),
  cooperativeTouch: "Karte mit zwei Fingern bewegen", cooperativeMouse: "Strg und Mausrad vergrößern die Karte",
};
const ENGLISH = {
  copied: "Copied", copyFailed: "Copying did not work. Please select the text by hand.", left: (n) => `${n} characters left`,
  over: (n) => `${n} characters too many`, phone: "Your text contains a phone number. Everybody could see it.",
  mail: "Your text contains an e-mail address. Everybody could see it.", restored: "The text you had begun is back.",
  discard: "Discard", noVoice: "Your device has no voice for reading this aloud. You can add one in its settings.",
  pause: "Pause", resume: "Go on reading", stop: "Stop reading", hits: (n) => (n === 1 ? "Show 1 result" : `Show ${n} results`),
  noPlace: "Your position could not be found.", outside: "You are outside the town right now.", here: "Your position is on the map now.", chosen: (n) => `${n} chosen`,
  offline: "No network. Your text is kept on this device.", open: "View", entries: (n, near) => `${n} entries${near ? ` near ${near}` : ""}, zoom in`,
  suggestions: "Suggestions", suggested: (n) => (n ? `${n === 1 ? "1 suggestion" : `${n} suggestions`}, choose with the arrow keys` : "No suggestions"),
  peek: "Show password", cover: "Hide password", speak: "Speak", speakStop: "Done speaking", speakFailed: "The microphone cannot be reached. You can type instead.",
  speakHint: "Your browser turns speech into text. Some browsers send the sound to their maker for that. We never get it.",
  waits: (n) => (n === 1 ? "1 contribution waits on this device" : `${n} contributions wait on this device`),
  cooperativeTouch: "Use two fingers to move the map", cooperativeMouse: "Ctrl and mouse wheel zoom the map",
};
export const words = document.documentElement.lang.startsWith("en") ? ENGLISH : GERMAN;

/** Says something for two seconds, to eyes and to screen readers. */
export function toast(text) {
  const note = Object.assign(document.createElement("div"), { className: "toast", role: "status" });
  document.body.append(note);
  note.textContent = text;
  setTimeout(() => note.remove(), 4000);
}
