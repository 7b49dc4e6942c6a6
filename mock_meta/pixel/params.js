/** An ordered list of request parameters, written as a query or as the fields of a form. */
class ParamList {
  constructor() {
    /** @type {[string, string][]} */
    this.entries = [];
  }

  /** Adds one parameter. Null and undefined are left out; objects are written as JSON, the rest as text. */
  append(key, value) {
    if (value === undefined || value === null) return this;
    const text = typeof value === "object" ? JSON.stringify(value) : String(value);
    if (text !== undefined) this.entries.push([key, text]);
    return this;
  }

  /** Adds `prefix[key]` for each own key of `values`; a string counts as a list of its characters. */
  appendEach(prefix, values) {
    for (const key of Object.keys(Object(values ?? {}))) {
      this.append(`${prefix}[${encodeURIComponent(key)}]`, values[key]);
    }
    return this;
  }

  toQuery() {
    return this.entries.map(([key, value]) => `${key}=${encodeURIComponent(value)}`).join("&");
  }

  toFormData() {
    const form = new FormData();
    for (const [key, value] of this.entries) form.append(key, value);
    return form;
  }
}
