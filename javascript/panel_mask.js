/**
 * A mask painted over the picture that is begun with: by mouse, pen or finger, and by the keyboard.
 * What is painted goes to the server as a picture, white on black, as if it were chosen as a file.
 */
(() => {
    "use strict";

    const {element, button} = Animagine.dom;
    const {say} = Animagine.words;

    const UPLOAD = "gradio_api/upload";
    /** The longer side of what is painted on, in pixels; the server makes it as large as the picture. */
    const LONGEST = 1536;
    const MOST_UNDONE = 20;
    /** Seen on any picture, through which it shines. */
    const PAINT = "#d946ef";
    /** Of the brush: its diameter and its steps by the keyboard, as shares of the shorter side. */
    const [BRUSH, LEAST, MOST] = [12, 2, 50];
    const STEP = 0.02;
    const LEAP = 0.1;
    /** @type {Record<string, [number, number]>} */
    const ARROWS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

    class Mask {
        /** @param {HTMLElement} place */
        constructor(place) {
            this.place = place;
            /** Address of the picture that is painted on. */
            this.source = "";
            this.open = toggle(say("Paint the mask"), (is) => this.show(is));
            this.status = element("span", "animagine-quiet");
            this.status.setAttribute("role", "status");
            this.image = element("img", "");
            this.image.alt = "";
            this.canvas = element("canvas", "");
            this.canvas.tabIndex = 0;
            this.canvas.setAttribute("role", "application"); // the arrow keys are its own
            this.canvas.setAttribute("aria-label", say("Mask. Arrow keys move the brush, with Shift faster; Space paints."));
            this.brush = element("div", "animagine-mask-brush");
            this.size = element("input", "");
            this.erase = toggle(say("Erase"), () => undefined);
            this.frame = element("div", "animagine-mask-frame");
            this.frame.append(this.image, this.canvas, this.brush);
            this.easel = element("div", "animagine-mask-easel");
            this.easel.append(this.tools(), this.frame);
            this.easel.hidden = true;
            place.replaceChildren(this.open, this.status, this.easel);
            /** @type {HTMLCanvasElement[]} what was there before each stroke, the latest at the end */
            this.before = [];
            /** Where the brush is, in pixels of the canvas. @type {{x: number, y: number}} */
            this.at = {x: 0, y: 0};
            /** The pointer that paints; else null. @type {number | null} */
            this.pointer = null;
            this.listen();
        }

        tools() {
            const row = element("div", "animagine-mask-tools");
            const label = element("label", "", say("Brush"));
            Object.assign(this.size, {type: "range", min: String(LEAST), max: String(MOST), value: String(BRUSH)});
            this.size.addEventListener("input", () => this.drawBrush());
            label.append(this.size);
            row.append(
                label,
                this.erase,
                button("animagine-button", say("Undo stroke"), () => this.undo()),
                button("animagine-button", say("Invert"), () => this.stroke(() => this.invert())),
                button("animagine-button", say("Clear"), () => this.stroke(() => this.context().clearRect(0, 0, this.canvas.width, this.canvas.height))),
            );
            return row;
        }

        listen() {
            const {canvas} = this;
            this.image.addEventListener("load", () => this.fit());
            canvas.addEventListener("pointerdown", (event) => {
                if (event.button !== 0 || this.pointer !== null) return;
                event.preventDefault();
                canvas.focus({preventScroll: true});
                canvas.setPointerCapture(event.pointerId);
                this.pointer = event.pointerId;
                this.remember();
                this.move(this.of(event));
                this.dab(this.at, this.at);
            });
            canvas.addEventListener("pointermove", (event) => {
                const from = this.at;
                this.move(this.of(event));
                if (event.pointerId === this.pointer) this.dab(from, this.at);
            });
            for (const name of ["pointerup", "pointercancel"]) {
                canvas.addEventListener(name, (event) => {
                    if (/** @type {PointerEvent} */ (event).pointerId !== this.pointer) return;
                    this.pointer = null;
                    this.send();
                });
            }
            canvas.addEventListener("keydown", (event) => this.key(event));
        }

        /** Another picture is to be painted on, or none is there any more. */
        look() {
            const source = Animagine.draft.source();
            this.place.hidden = source === "";
            if (source === this.source) return;
            this.source = source;
            this.before = [];
            press(this.open, false);
            this.show(false);
        }

        /** @param {boolean} is */
        show(is) {
            this.easel.hidden = !is;
            if (is && this.image.src !== this.source) this.image.src = this.source;
        }

        /** The canvas has the picture's shape. */
        fit() {
            const {naturalWidth, naturalHeight} = this.image;
            const share = Math.min(1, LONGEST / Math.max(naturalWidth, naturalHeight));
            this.canvas.width = Math.max(1, Math.round(naturalWidth * share));
            this.canvas.height = Math.max(1, Math.round(naturalHeight * share));
            this.before = [];
            this.move({x: this.canvas.width / 2, y: this.canvas.height / 2});
        }

        context() {
            return /** @type {CanvasRenderingContext2D} */ (this.canvas.getContext("2d"));
        }

        /** @returns {number} diameter of the brush, in pixels of the canvas */
        diameter() {
            return Math.max(1, (Number(this.size.value) / 100) * Math.min(this.canvas.width, this.canvas.height));
        }

        /** @param {PointerEvent} event */
        of(event) {
            const {left, top, width, height} = this.canvas.getBoundingClientRect();
            return {x: ((event.clientX - left) / width) * this.canvas.width, y: ((event.clientY - top) / height) * this.canvas.height};
        }

        /** @param {{x: number, y: number}} to */
        move({x, y}) {
            this.at = {x: Math.min(this.canvas.width, Math.max(0, x)), y: Math.min(this.canvas.height, Math.max(0, y))};
            this.drawBrush();
        }

        drawBrush() {
            const {width, height} = this.canvas;
            const across = this.diameter();
            Object.assign(this.brush.style, {
                left: `${(100 * (this.at.x - across / 2)) / width}%`, top: `${(100 * (this.at.y - across / 2)) / height}%`,
                width: `${(100 * across) / width}%`, height: `${(100 * across) / height}%`,
            });
        }

        /**
         * @param {{x: number, y: number}} from
         * @param {{x: number, y: number}} to
         */
        dab(from, to) {
            const context = this.context();
            context.globalCompositeOperation = isOn(this.erase) ? "destination-out" : "source-over";
            context.strokeStyle = PAINT;
            context.lineCap = "round";
            context.lineWidth = this.diameter();
            context.beginPath();
            context.moveTo(from.x, from.y);
            context.lineTo(to.x, to.y);
            context.stroke();
            context.beginPath();
            context.fillStyle = PAINT; // a stroke that goes nowhere paints nothing
            context.arc(to.x, to.y, context.lineWidth / 2, 0, 2 * Math.PI);
            context.fill();
            context.globalCompositeOperation = "source-over";
        }

        /** @param {KeyboardEvent} event */
        key(event) {
            if (event.ctrlKey || event.metaKey || event.altKey) return;
            const way = ARROWS[event.key];
            const far = Math.min(this.canvas.width, this.canvas.height) * (event.shiftKey ? LEAP : STEP);
            if (way) this.move({x: this.at.x + way[0] * far, y: this.at.y + way[1] * far});
            else if (event.key === " ") this.stroke(() => this.dab(this.at, this.at));
            else return;
            event.preventDefault();
        }

        /** @param {() => void} change */
        stroke(change) {
            this.remember();
            change();
            this.send();
        }

        invert() {
            const context = this.context();
            context.globalCompositeOperation = "xor";
            context.fillStyle = PAINT;
            context.fillRect(0, 0, this.canvas.width, this.canvas.height);
            context.globalCompositeOperation = "source-over";
        }

        remember() {
            this.before.push(copied(this.canvas));
            if (this.before.length > MOST_UNDONE) this.before.shift();
        }

        undo() {
            const before = this.before.pop();
            if (!before) return;
            this.context().clearRect(0, 0, this.canvas.width, this.canvas.height);
            this.context().drawImage(before, 0, 0);
            this.send();
        }

        /** Hand over what is painted. */
        async send() {
            const {source} = this;
            const file = await blob(whiteOnBlack(this.canvas));
            try {
                const path = await uploaded(file);
                if (source === this.source) Animagine.draft.cover(path);
                this.status.textContent = "";
            } catch (error) {
                this.status.textContent = say("That did not work: {why}.", {why: error instanceof Error ? error.message : String(error)});
            }
        }
    }

    /**
     * @param {string} text
     * @param {(is: boolean) => void} pressed
     */
    function toggle(text, pressed) {
        const made = button("animagine-button animagine-toggle", text, () => {
            press(made, !isOn(made));
            pressed(isOn(made));
        });
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

    /** @param {HTMLCanvasElement} canvas */
    function copied(canvas) {
        const made = element("canvas", "");
        Object.assign(made, {width: canvas.width, height: canvas.height});
        made.getContext("2d")?.drawImage(canvas, 0, 0);
        return made;
    }

    /** @param {HTMLCanvasElement} canvas */
    function whiteOnBlack(canvas) {
        const made = copied(canvas);
        const context = /** @type {CanvasRenderingContext2D} */ (made.getContext("2d"));
        for (const [way, colour] of /** @type {Array<[GlobalCompositeOperation, string]>} */ ([["source-in", "#fff"], ["destination-over", "#000"]])) {
            context.globalCompositeOperation = way;
            context.fillStyle = colour;
            context.fillRect(0, 0, made.width, made.height);
        }
        return made;
    }

    /**
     * @param {HTMLCanvasElement} canvas
     * @returns {Promise<Blob>}
     */
    function blob(canvas) {
        return new Promise((resolve, reject) => {
            canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("no picture"))), "image/png");
        });
    }

    /**
     * @param {Blob} file
     * @returns {Promise<string>} where the server keeps it
     */
    async function uploaded(file) {
        const body = new FormData();
        body.append("files", file, "mask.png");
        const answer = await fetch(new URL(UPLOAD, document.baseURI), {method: "POST", body, credentials: "same-origin"}).catch(() => {
            throw new Error(say("the server cannot be reached"));
        });
        if (!answer.ok) throw new Error(say("it answered with status {status}", {status: answer.status}));
        const [path] = await answer.json();
        return path;
    }

    Animagine.mask = {Mask};
})();
