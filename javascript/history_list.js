/**
 * The history: a list of what was drawn before, and the latest of it as a strip under the picture.
 */
(() => {
    "use strict";

    const {element, button} = Animagine.dom;
    const say = (/** @type {string} */ text, /** @type {any} */ values) => Animagine.words.say(text, values);

    const PAGE = 24;
    const STRIP = 12;
    /** After the last key in the search, in milliseconds. */
    const PAUSE = 250;

    /** @type {History | null} */
    let current = null;

    class History {
        /**
         * @param {HTMLElement} place of the list
         * @param {HTMLElement | null} strip place of the strip
         */
        constructor(place, strip) {
            this.place = place;
            this.strip = strip;
            /** @type {number | null} what the next page begins after */
            this.older = null;
            this.question = 0;
            this.loaded = false;
            /** @type {number[]} those that are to be compared */
            this.chosen = [];
            this.search = element("input", "animagine-history-search");
            this.stars = button("animagine-button", say("Favourites"), () => {
                press(this.stars, !pressed(this.stars));
                this.load();
            });
            this.all = button("animagine-button", say("Delete all"), () => this.attempt(() => this.delete(null)));
            this.status = element("p", "animagine-quiet animagine-history-status");
            this.undo = button("animagine-button", say("Undo delete"), () => this.attempt(() => this.restore()));
            this.list = element("ul", "animagine-history-list");
            this.more = button("animagine-button", say("Show older"), () => this.load(this.older));
            this.build();
            new IntersectionObserver((seen) => {
                if (!this.loaded && seen.some((each) => each.isIntersecting)) this.load();
            }).observe(place);
            this.showStrip();
        }

        build() {
            this.search.type = "search";
            this.search.placeholder = say("Words of a prompt, a seed, a sampler");
            this.search.setAttribute("aria-label", say("Search the history"));
            let timer = 0;
            this.search.addEventListener("input", () => {
                clearTimeout(timer);
                timer = setTimeout(() => this.load(), PAUSE);
            });
            press(this.stars, false);
            const tools = element("div", "animagine-history-tools");
            tools.append(this.search, this.stars, this.all);
            this.status.setAttribute("role", "status");
            this.list.setAttribute("aria-label", say("History"));
            this.undo.hidden = this.more.hidden = true;
            this.place.replaceChildren(tools, this.status, this.undo, this.list, this.more);
        }

        /** @param {() => Promise<void>} act */
        async attempt(act) {
            try {
                await act();
            } catch (error) {
                this.tell(say("That did not work: {why}.", {why: reason(error)}));
            }
        }

        /**
         * The boxes are above the list, mostly out of sight: that they are filled is said here.
         *
         * @param {number} id
         */
        async again(id) {
            await Animagine.historyTake.again(id);
            this.tell(say("Prompt and settings are in the boxes above now."));
        }

        /** @param {number | null} seed */
        seed(seed) {
            Animagine.historyTake.seedOf(seed);
            this.tell(say("The seed is in its box above now."));
        }

        /** @param {string} text */
        tell(text) {
            this.status.textContent = text;
        }

        /** @param {number | null} [before] the list goes on behind this one; else it begins anew */
        load(before = null) {
            this.loaded = true;
            const question = ++this.question;
            return this.attempt(async () => {
                const page = await Animagine.historyTake.ask("", {...this.asked(), limit: PAGE, ...(before ? {before} : {})});
                if (question !== this.question) return;
                const items = page.entries.map((/** @type {Animagine.HistoryEntry} */ entry) => this.item(entry));
                if (before) this.list.append(...items);
                else this.list.replaceChildren(...items);
                if (before) items[0]?.querySelector("button")?.focus();
                this.older = page.older;
                this.more.hidden = page.older === null;
                this.tellPage(page);
            });
        }

        asked() {
            return {words: this.search.value.trim(), starred: String(pressed(this.stars))};
        }

        /** @param {any} page */
        tellPage(page) {
            const count = this.list.childElementCount;
            const searched = this.search.value.trim() !== "" || pressed(this.stars);
            const nothing = searched ? say("Nothing found.") : say("Nothing drawn yet.");
            const parts = [page.why, ...page.notices, count ? "" : page.why ? "" : nothing];
            this.all.hidden = !count;
            this.tell(parts.filter(Boolean).join(" "));
        }

        /**
         * @param {Animagine.HistoryEntry} entry
         * @returns {HTMLElement}
         */
        item(entry) {
            const made = element("li", "animagine-history-item");
            made.dataset.id = String(entry.id);
            const about = element("div", "animagine-history-about");
            const size = entry.width ? `${entry.width}×${entry.height}` : "";
            const facts = [when(entry), size, entry.seed === null ? "" : say("seed {seed}", {seed: entry.seed})];
            about.append(
                element("p", "animagine-history-prompt", entry.prompt || say("no prompt")),
                element("p", "animagine-quiet", facts.filter(Boolean).join(" · ")),
                this.buttons(entry, made),
            );
            made.append(this.picture(entry), about);
            return made;
        }

        /** @param {Animagine.HistoryEntry} entry */
        picture(entry) {
            const open = button("animagine-thumb", "", () => this.attempt(() => Animagine.viewer.picture(entry, (act) => this.attempt(act))));
            const prompt = entry.prompt || say("no prompt");
            open.setAttribute("aria-label", say("Open the picture: {prompt}", {prompt: prompt.slice(0, 80)}));
            if (entry.thumbnail) {
                const image = element("img", "");
                image.src = entry.thumbnail;
                image.alt = "";
                open.append(image);
            }
            return open;
        }

        /**
         * @param {Animagine.HistoryEntry} entry
         * @param {HTMLElement} item
         */
        buttons(entry, item) {
            const row = element("div", "animagine-preview-buttons");
            const star = button("animagine-button animagine-star", "", () => this.attempt(async () => {
                const {starred} = await Animagine.historyTake.order("star", {id: entry.id, starred: !pressed(star)});
                press(star, starred);
            }));
            star.setAttribute("aria-label", say("Favourite"));
            press(star, entry.starred);
            const compare = button("animagine-button", say("Compare"), () => this.choose(entry.id, compare));
            press(compare, this.chosen.includes(entry.id));
            row.append(
                star,
                button("animagine-button", say("Use again"), () => this.attempt(() => this.again(entry.id))),
                button("animagine-button", say("Only the seed"), () => this.seed(entry.seed)),
                compare,
                button("animagine-button", say("Delete"), () => this.attempt(() => this.delete(item))),
            );
            return row;
        }

        /**
         * Two that are chosen are compared.
         *
         * @param {number} id
         * @param {HTMLElement} chip
         */
        choose(id, chip) {
            const others = this.chosen.filter((each) => each !== id);
            this.chosen = pressed(chip) ? others : [...others, id];
            press(chip, !pressed(chip));
            const [one, other] = this.chosen;
            if (other === undefined) return this.tell(one === undefined ? "" : say("Choose another picture to compare it with."));
            this.chosen = [];
            this.list.querySelectorAll("[aria-pressed=true]:not(.animagine-star)").forEach((each) => press(each, false));
            this.tell("");
            this.attempt(() => Animagine.viewer.compare(one, other));
        }

        /** @param {HTMLElement | null} item all where there is none */
        async delete(item) {
            const {deleted} = await Animagine.historyTake.order("delete", item ? {id: Number(item.dataset.id)} : {all: true});
            const next = item?.nextElementSibling || item?.previousElementSibling;
            if (item) item.remove();
            else this.list.replaceChildren();
            this.more.hidden ||= !item;
            this.undo.hidden = false;
            this.tell(Animagine.words.counted("1 picture deleted from the history.", "{count} pictures deleted from the history.", deleted));
            /** @type {HTMLElement} */ (next?.querySelector("button") || this.undo).focus();
            this.showStrip();
        }

        async restore() {
            await Animagine.historyTake.order("restore", {});
            this.undo.hidden = true;
            await this.load();
            this.search.focus();
            this.showStrip();
        }

        /** A picture is finished: it comes first, and the rest stays where somebody is in it. */
        drawn() {
            this.showStrip();
            if (!this.loaded || this.asked().words || pressed(this.stars)) return;
            this.attempt(async () => {
                const page = await Animagine.historyTake.ask("", {limit: PAGE});
                const newest = Number(/** @type {HTMLElement | null} */ (this.list.firstElementChild)?.dataset.id ?? 0);
                const added = page.entries.filter((/** @type {Animagine.HistoryEntry} */ entry) => entry.id > newest);
                this.list.prepend(...added.map((/** @type {Animagine.HistoryEntry} */ entry) => this.item(entry)));
                this.tellPage(page);
            });
        }

        /** The latest pictures, whatever the list shows. */
        async showStrip() {
            if (this.strip === null) return;
            try {
                const {entries} = await Animagine.historyTake.ask("", {limit: STRIP});
                const held = this.strip.contains(document.activeElement);
                const items = entries.map((/** @type {Animagine.HistoryEntry} */ entry) => {
                    const item = element("li", "");
                    item.append(this.picture(entry));
                    return item;
                });
                this.strip.replaceChildren(...items);
                this.strip.hidden = items.length === 0;
                if (held) this.strip.querySelector("button")?.focus({preventScroll: true});
            } catch (error) {
                this.strip.hidden = true; // the list says why
            }
        }
    }

    /** @param {Element} chip */
    function pressed(chip) {
        return chip.getAttribute("aria-pressed") === "true";
    }

    /**
     * @param {Element} chip
     * @param {boolean} is
     */
    function press(chip, is) {
        chip.setAttribute("aria-pressed", String(is));
    }

    /** @param {unknown} error @returns {string} the end of a sentence */
    function reason(error) {
        return (error instanceof Error ? error.message : String(error)).replace(/[.。]$/, "");
    }

    /** @param {Animagine.HistoryEntry} entry */
    function when({at}) {
        return new Date(at * 1000).toLocaleString(Animagine.words.language(), {dateStyle: "medium", timeStyle: "short"});
    }

    /** Take in the list when it has appeared. */
    function scan() {
        const place = /** @type {HTMLElement | null} */ (document.querySelector(".animagine-history"));
        if (place === null || current?.place === place) return;
        current = new History(place, document.querySelector(".animagine-strip"));
    }

    Animagine.history = {scan, drawn: () => current?.drawn(), when};
})();
