// The chat's own behaviour, beside Gradio's.
import "./names.js";
import "./tooltip.js";
import "./panel.js";
import "./copy.js";
import "./connection.js";
import "./answering.js";
import "./returning.js";
