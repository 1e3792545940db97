/**
 * Our page's scripts in ComfyUI: loaded in their order, told which boxes are prompts, and what a
 * node of ours said shown in it.
 */
import {app} from "../../scripts/app.js";

const ROUTES = "animagine/v1/scripts";
const PACK = new URL(".", import.meta.url);
/** Nodes of ours with a prompt and a negative prompt, which A1111's language is typed into. */
const OURS = ["AnimaginePrompt", "AnimagineEncode"];
/** In the class of a node whose long text is a prompt. */
const ENCODES = /TextEncode|Prompt/;
/** Nodes between a text and a sampler. */
const FURTHEST = 8;
/** What was said in a node is so high at most by itself, and a prompt above it so high at least, in its pixels. */
const MOST = 260;
const PROMPT = 80;
const MARGIN = 16;

const SETTINGS = [
    {id: "Animagine.completion", name: "Completion in prompt boxes", type: "boolean", defaultValue: true, key: "animagine_complete_enabled"},
    {id: "Animagine.neighbour", name: "Completion beside another pack's", type: "combo", options: ["both", "ours", "off"], defaultValue: "both",
        tooltip: "both: ours opens where the other list does not; ours: the other list stays shut; off: ours stays shut", key: "animagine_complete_neighbour"},
    {id: "Animagine.findings", name: "Findings under prompt boxes", type: "boolean", defaultValue: true, key: "animagine_complete_findings"},
];

/** Other packs that complete, as their extensions are called. A list of theirs is of the box that has the caret. */
const NEIGHBOURS = [
    {extension: "pysssss.AutoCompleter", list: ".pysssss-autocomplete", row: ".pysssss-autocomplete-item", shut: (list) => list.remove()},
    {extension: "Autocomplete Plus", list: "#autocomplete-plus-root", row: ".autocomplete-plus-tag-name",
        shut: (list) => list.style.setProperty("display", "none")},
];

/** What our scripts read a WebUI's settings from. */
const opts = {};
for (const {id, key} of SETTINGS) {
    Object.defineProperty(opts, key, {get: () => app.ui.settings.getSettingValue(id)});
}
Object.defineProperty(opts, "animagine_language", {get: () => app.ui.settings.getSettingValue("Comfy.Locale") ?? ""});

/** @param {string} name */
function style(name) {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = name;
    document.head.append(link);
}

/**
 * @param {string} address
 * @returns {Promise<void>} when it has run
 */
function script(address) {
    return new Promise((done, failed) => {
        const made = document.createElement("script");
        made.src = address;
        made.async = false;
        made.onload = () => done();
        made.onerror = () => failed(new Error(`Animagine: ${address} cannot be loaded`));
        document.head.append(made);
    });
}

async function load() {
    window.opts ??= opts;
    const answer = await fetch(new URL(ROUTES, document.baseURI));
    if (!answer.ok) throw new Error(`Animagine: its scripts cannot be listed, status ${answer.status}`);
    const names = await answer.json();
    const address = (name) => new URL(`${ROUTES}/${name}`, document.baseURI).href;
    names.filter((name) => name.startsWith("style.css")).forEach((name) => style(address(name)));
    style(new URL("animagine.css", PACK).href);
    const scripts = names.filter((name) => !name.startsWith("style.css"));
    const last = scripts.pop(); // it begins, so what it finds has to be known before
    await Promise.all(scripts.map((name) => script(address(name))));
    window.Animagine.boxes.found(boxes);
    NEIGHBOURS.map(neighbour).forEach(window.Animagine.neighbour.found);
    await script(address(last));
}

/** What our completion has to know of another's. */
function neighbour({extension, list, row, shut}) {
    return {
        isActive: () => app.extensions.some(({name}) => name === extension),
        listOf: (box) => document.activeElement === box ? document.querySelector(list) : null,
        isOpen: (found) => found.getClientRects().length > 0,
        shut,
        row,
        hasTags: false, // its lists may not be there, or may be of something else
    };
}

/** The prompt boxes of all nodes, drawn on the canvas or in the page. */
function boxes() {
    const known = nodes().flatMap((node) => (node.widgets ?? []).map(({name, element}) => ({node, name, box: element})));
    const drawn = [...document.querySelectorAll("[data-testid='node-widget'] textarea")].map((box) => {
        const id = box.closest("[data-widgets-grid-node-id]")?.dataset.widgetsGridNodeId;
        const node = (app.canvas?.graph ?? app.graph).getNodeById(id) ?? (app.canvas?.graph ?? app.graph).getNodeById(Number(id));
        return {node, name: box.closest("[data-widget-name]")?.dataset.widgetName, box};
    });
    return [...known, ...drawn].flatMap(prompt);
}

/** Of the graph, and of those in its nodes. */
function nodes() {
    const graphs = [app.graph, ...(app.graph?.subgraphs?.values() ?? [])];
    return graphs.flatMap((graph) => graph?.nodes ?? []);
}

/** Is a box a prompt, and which? */
function prompt({node, name, box}) {
    if (!(box instanceof HTMLTextAreaElement) || !box.isConnected || !node) return [];
    const kind = node.comfyClass ?? node.type ?? "";
    if (OURS.includes(kind)) {
        if (name !== "prompt" && name !== "negative") return [];
        return [{box, tab: `${kind} ${node.graph?.id ?? ""} ${node.id}`, field: name === "prompt" ? "prompt" : "negative_prompt"}];
    }
    if (!ENCODES.test(kind)) return [];
    const negative = /neg/i.test(`${name} ${node.title}`) || isNegative(node, FURTHEST);
    return [{box, tab: "", field: negative ? "negative_prompt" : "prompt", dialect: "comfyui"}];
}

/** Does what a node says reach a sampler as its negative prompt? */
function isNegative({id, graph}, steps) {
    if (steps === 0 || !graph) return false;
    const links = [...(graph.links instanceof Map ? graph.links.values() : Object.values(graph.links ?? {}))];
    return links.filter((link) => link?.origin_id === id).some((link) => {
        const target = graph.getNodeById(link.target_id);
        const input = target?.inputs?.[link.target_slot]?.name;
        return input === "negative" || (input !== "positive" && target && isNegative(target, steps - 1));
    });
}

/** What a node said when it ran, beneath its fields. */
function show(node, {text = [], animagine = []}) {
    const said = text.join("\n").trim();
    const known = node.widgets?.find(({name}) => name === "animagine_told");
    if (!known && said === "") return;
    const widget = known ?? added(node);
    const [view] = animagine;
    widget.element.firstChild.replaceChildren(...(view ? texts(view) : []), ...(view ? view.report : said.split("\n")).map(line));
}

/** A widget that is as high as what it says. */
function added(node) {
    const element = document.createElement("div");
    element.className = "animagine animagine-node";
    const content = document.createElement("div");
    element.append(content);
    let height = 0;
    const widget = node.addDOMWidget("animagine_told", "animagine_told", element, {
        serialize: false,
        hideOnZoom: false,
        getMinHeight: () => Math.min(height, MOST),
        getMaxHeight: () => height,
    });
    widget.serialize = false;
    for (const {element: box, options} of node.widgets) {
        if (box instanceof HTMLTextAreaElement) options.getMinHeight ??= () => PROMPT;
    }
    new ResizeObserver(() => {
        if (content.offsetHeight === 0) return; // it is not shown now
        height = content.offsetHeight + 2 * MARGIN;
        const [least, lowest] = node.computeSize();
        node.setSize([Math.max(node.size[0], least), Math.max(node.size[1], lowest)]);
        app.graph.setDirtyCanvas(true, true);
    }).observe(content);
    return widget;
}

/** Prompt and negative prompt with what was done to them marked. */
function texts(view) {
    const {marks} = window.Animagine;
    return ["prompt", "negative_prompt"].filter((field) => view[field]).map((field) => {
        const block = marks.block();
        marks.show(block, view[field], view.marks[field] ?? [], []);
        return block;
    });
}

function line(text) {
    const made = document.createElement("div");
    made.className = "animagine-said";
    made.textContent = text;
    return made;
}

app.registerExtension({
    name: "Animagine",
    settings: SETTINGS.map(({key, ...setting}) => ({...setting, category: ["Animagine", setting.name, setting.id]})),
    async setup() {
        await load();
        document.addEventListener("wheel", (event) => {
            const box = document.activeElement;
            if (box instanceof HTMLTextAreaElement && event.target !== box) box.dispatchEvent(new Event("scroll"));
        }, {capture: true, passive: true});
    },
    beforeRegisterNodeDef(type, {name}) {
        if (!name.startsWith("Animagine")) return;
        const before = type.prototype.onExecuted;
        type.prototype.onExecuted = function (message) {
            before?.call(this, message);
            show(this, message ?? {});
        };
    },
});
