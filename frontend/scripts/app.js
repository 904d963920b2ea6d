/** Everything the pages add when scripts run; each part waits for its own data attribute and does nothing without it. */
import { dictation } from "./dictation.js";
import { display } from "./display.js";
import { filters } from "./filters.js";
import { forms } from "./forms.js";
import { drawnMap } from "./drawn-map.js";
import { offline } from "./offline.js";
import { placePicker } from "./place-picker.js";
import { reading } from "./reading.js";
import { refresh } from "./refresh.js";
import { small } from "./small.js";
import { suggest } from "./suggest.js";

for (const start of [display, filters, forms, drawnMap, offline, placePicker, reading, refresh, small, suggest, dictation]) start(document);
