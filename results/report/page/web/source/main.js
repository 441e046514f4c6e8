// One script for both pages: which one this is, its document says.
import { historyPage } from "./history/history_page.js";
import { reportPage } from "./report_page.js";
import { refuseMarkup } from "./trusted_types.js";

refuseMarkup();
const content = JSON.parse(document.getElementById("steelyard-report").textContent);
if (content.format === "steelyard-history") historyPage(content);
else reportPage(content);
