/**
 * What is to be drawn after the picture that is being drawn: a queue of what the page asked for when
 * each was added, and, where somebody wants it, one more picture as long as nobody stops it.
 */
(() => {
    "use strict";

    const {element, button} = Animagine.dom;
    const {by, number} = Animagine.panelControls;
    const {say, counted} = Animagine.words;

    const KEY = "animagine_queue";
    const SOUND = "animagine_sound";
    const MOST = 50;
    /** Letters of a prompt in the list. */
    const SHOWN = 60;
    /** gradio takes the next press only some time after an answer, in milliseconds. */
    const AGAIN = 300;
    const TIMES = 40;
    /** Of the sound: pitches in hertz, seconds of each, and how loud it is, of 1. */
    const [NOTES, LASTS, LOUD] = [[660, 880], 0.14, 0.06];

    class Queue {
        /** @param {HTMLElement} place */
        constructor(place) {
            /** @type {any[][]} values of the page's controls, as an event hands them over */
            this.waiting = [];
            /** @type {any[] | null} what the next press of Generate draws, where it is none of the page's */
            this.next = null;
            /** Nothing of it is drawn until somebody says so. */
            this.isPaused = false;
            this.isDrawing = false;
            this.endless = toggle(say("Endless"), say("Draw on with another seed, until you press Interrupt"));
            this.sound = toggle(say("Sound"), say("A quiet sound when everything is drawn"));
            this.resume = button("animagine-button", say("Go on"), () => this.go());
            this.clear = button("animagine-button", say("Clear"), () => this.set([]));
            this.status = element("span", "animagine-quiet");
            this.status.setAttribute("role", "status");
            this.list = element("ol", "animagine-queue-list");
            this.list.setAttribute("aria-label", say("Waiting to be drawn"));
            place.replaceChildren(this.endless, this.sound, this.status, this.resume, this.clear, this.list);
            this.sound.addEventListener("click", () => Animagine.kept.remember(SOUND, isOn(this.sound) ? "1" : ""));
            press(this.sound, Animagine.kept.remembered(SOUND) !== "");
            this.recall();
        }

        /** What waited before the page was loaded anew; it waits for somebody to go on. */
        recall() {
            try {
                this.waiting = JSON.parse(Animagine.kept.recall(KEY) || "[]");
            } catch (error) {
                this.waiting = []; // not ours, or cut off
            }
            this.isPaused = this.waiting.length > 0;
            this.look();
        }

        /** @param {any[][]} waiting what is to be kept */
        set(waiting) {
            this.waiting = waiting;
            Animagine.kept.store(KEY, waiting.length ? JSON.stringify(waiting) : "");
            this.look();
        }

        /** @param {any[]} values */
        add(values) {
            if (this.waiting.length >= MOST) return this.tell(say("The queue is full: {most} wait.", {most: MOST}));
            this.set([...this.waiting, values]);
            if (!this.isDrawing && !this.isPaused) this.go();
        }

        /** Draw what waits. */
        go() {
            this.isPaused = false;
            if (!this.isDrawing) this.begin();
            this.look();
        }

        /** @returns {boolean} whether another picture is asked for now */
        begin() {
            const [first, ...rest] = this.waiting;
            if (first === undefined) return false;
            this.next = first;
            this.set(rest);
            this.press();
            return true;
        }

        /** Press Generate until its event runs. */
        press(times = TIMES) {
            if (this.isDrawing) return;
            if (times === 0) return this.unheard();
            by("generate")?.click();
            setTimeout(() => this.press(times - 1), AGAIN);
        }

        /** The page does not draw: what was to be drawn waits on. */
        unheard() {
            if (this.next) this.set([this.next, ...this.waiting]);
            this.next = null;
            this.isPaused = true;
            press(this.endless, false);
            this.look();
            Animagine.drawing.rest();
        }

        /**
         * Generate was pressed.
         *
         * @param {any[]} values of the page
         * @returns {any[]} what is to be drawn
         */
        drawn(values) {
            const asked = this.next ?? values;
            if (this.next === null && this.waiting.length === 0) this.isPaused = false;
            this.next = null;
            this.isDrawing = true;
            this.look();
            return asked;
        }

        /**
         * A picture is finished.
         *
         * @param {boolean} well whether there is one
         * @returns {boolean} whether another one is asked for now
         */
        finished(well) {
            this.isDrawing = false;
            this.isPaused ||= !well;
            const goes = !this.isPaused && (this.begin() || this.again());
            if (!goes) press(this.endless, false);
            if (!goes && isOn(this.sound)) play();
            this.look();
            return goes;
        }

        /** @returns {boolean} whether one more of what the page shows is asked for now */
        again() {
            if (!isOn(this.endless)) return false;
            if (Number(number("seed")?.value) !== -1) {
                this.tell(say("Endless stopped: the seed is fixed, so each picture would be the same. Set it to -1."));
                return false;
            }
            this.press();
            return true;
        }

        /** Somebody stops the picture: what comes after it waits. */
        interrupted() {
            press(this.endless, false);
            this.isPaused = true;
        }

        /** @param {string} text */
        tell(text) {
            this.status.textContent = text;
        }

        look() {
            const count = this.waiting.length;
            this.list.replaceChildren(...this.waiting.map((values, index) => this.item(values, index)));
            this.resume.hidden = !(count && this.isPaused && !this.isDrawing);
            this.clear.hidden = this.list.hidden = count === 0;
            if (count) this.tell(counted("1 waits", "{count} wait", count));
            else if (/^\d/.test(this.status.textContent || "")) this.tell("");
        }

        /**
         * @param {any[]} values
         * @param {number} index
         */
        item(values, index) {
            const made = element("li", "");
            const [, typed] = values;
            const prompt = String(typed || "") || say("no prompt");
            const text = element("span", "", prompt.length > SHOWN ? `${prompt.slice(0, SHOWN)}…` : prompt);
            const gone = button("animagine-button", "×", () => {
                this.set(this.waiting.filter((_, each) => each !== index));
                /** @type {HTMLElement | undefined} */ (this.list.querySelectorAll("button")[Math.max(0, index - 1)] ?? by("queue") ?? undefined)?.focus();
            });
            gone.setAttribute("aria-label", say("Take out of the queue: {prompt}", {prompt: prompt.slice(0, SHOWN)}));
            made.append(text, gone);
            return made;
        }
    }

    /**
     * @param {string} text
     * @param {string} title
     */
    function toggle(text, title) {
        const made = button("animagine-button animagine-toggle", text, () => press(made, !isOn(made)));
        made.title = title;
        press(made, false);
        return made;
    }

    /** @param {Element} chip */
    const isOn = (chip) => chip.getAttribute("aria-pressed") === "true";

    /**
     * @param {Element} chip
     * @param {boolean} is
     */
    function press(chip, is) {
        chip.setAttribute("aria-pressed", String(is));
    }

    /** Two soft notes. */
    function play() {
        const context = new AudioContext();
        const volume = context.createGain();
        volume.gain.value = LOUD;
        volume.connect(context.destination);
        NOTES.forEach((pitch, index) => {
            const note = context.createOscillator();
            note.frequency.value = pitch;
            note.connect(volume);
            note.start(context.currentTime + index * LASTS);
            note.stop(context.currentTime + (index + 1) * LASTS);
            if (index === NOTES.length - 1) note.onended = () => context.close();
        });
    }

    /** @type {Queue | null} */
    let current = null;

    Animagine.queue = {
        start: (place) => void (current = new Queue(place)),
        add: (values) => (current?.add(values), []),
        drawn: (values) => current?.drawn(values) ?? values,
        finished: (well) => current?.finished(well) ?? false,
        interrupted: () => current?.interrupted(),
    };
})();
