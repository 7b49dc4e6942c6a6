// News from the stand-in, pushed. A connection that breaks comes back by itself and goes on where it was.

class News {
  constructor(hear) {
    this.hear = hear;
    this.mark = "";
    this.source = null;
    // A page that nobody sees needs no news: it catches up when it is seen again.
    document.addEventListener("visibilitychange", () => (document.hidden ? this.close() : this.open()));
    if (!document.hidden) this.open();
  }

  open() {
    if (this.source) return;
    this.source = new EventSource(`/mock/live/stream${this.mark ? `?after=${encodeURIComponent(this.mark)}` : ""}`);
    this.source.addEventListener("open", () => this.hear.link("live"));
    this.source.addEventListener("error", () => this.broken());
    for (const kind of ["lines", "state", "forget"]) {
      this.source.addEventListener(kind, (event) => {
        if (event.lastEventId) this.mark = event.lastEventId;
        this.hear[kind](JSON.parse(event.data));
      });
    }
  }

  broken() {
    this.hear.link("reconnecting");
    if (this.source.readyState === EventSource.CLOSED) {
      this.hear.link("the stand-in is gone: reload when it is back");
    }
  }

  close() {
    if (this.source) this.source.close();
    this.source = null;
  }
}
