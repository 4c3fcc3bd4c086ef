// Type-ahead for questions and conditions: the names that have answers, offered by the browser's own list.
for (const input of document.querySelectorAll("input[data-complete]")) {
  const list = document.getElementById(input.getAttribute("list"));
  const whole = input.name === "q";
  let latest = 0;
  input.addEventListener("input", async () => {
    const asked = ++latest;
    const address = new URL(input.dataset.complete, location.href);
    address.searchParams.set("q", input.value);
    try {
      const answer = await fetch(address, { headers: { Accept: "application/json" } });
      if (!answer.ok || asked !== latest) return;
      const options = (await answer.json()).map((one) => {
        const option = document.createElement("option");
        option.value = whole ? one.text : one.label;
        return option;
      });
      if (asked === latest) list.replaceChildren(...options);
    } catch {
      // without an answer nothing is offered
    }
  });
}
