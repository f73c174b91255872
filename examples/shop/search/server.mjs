// The search service as its team runs it: plain Node, no framework, knows nothing of Skerry. It keeps to search.openapi.yaml.
import { createServer } from "node:http";

const products = [
  { productId: "3f1b0c1e-6f0f-4c58-9d0e-2c9b1f1d7a10", name: "Sencha", brand: "Uji", price: "12.50 EUR" },
  { productId: "0d9f6f0a-52a4-4a6e-9c55-0f6f6f1f2b11", name: "Gyokuro", brand: "Uji", price: "39.00 EUR" },
  { productId: "b7a3f7b8-3c1a-4a47-8d0f-64a3f5f6a912", name: "Earl Grey", brand: "Londinium", price: "8.20 EUR" },
];

const fail = (status, error, message, path) => [status, { status, error, message, path }];
const whole = (text, low, high, usual) => {
  if (text === null) return usual;
  return /^[0-9]{1,9}$/.test(text) && Number(text) >= low && Number(text) <= high ? Number(text) : undefined;
};

function search(query, path) {
  const q = query.get("q");
  const [sort, category] = [query.get("sort") ?? "relevance", query.get("category") ?? ""];
  const [page, size] = [whole(query.get("page"), 0, 199, 0), whole(query.get("size"), 1, 50, 20)];
  if (!q || q.length > 200) return fail(400, "Bad Request", "q has 1 to 200 characters", path);
  if (page === undefined || size === undefined) return fail(400, "Bad Request", "page is 0 to 199, size 1 to 50", path);
  if (!["relevance", "price-asc", "price-desc", "newest"].includes(sort)) return fail(400, "Bad Request", "sort is unknown", path);
  if (category && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(category)) return fail(400, "Bad Request", "category is a UUID", path);
  const words = q.toLowerCase().split(/\s+/).filter(Boolean);
  const found = products.filter((each) => words.some((word) => `${each.name} ${each.brand}`.toLowerCase().includes(word)));
  const hits = found.slice(page * size, (page + 1) * size).map(({ productId, name, price }) => ({ productId, name, score: 1, price }));
  const brands = [...new Set(found.map((each) => each.brand))];
  const facets = { brand: brands.map((value) => ({ value, count: found.filter((each) => each.brand === value).length })) };
  return [200, { total: found.length, hits, facets }];
}

function suggest(query, path) {
  const prefix = query.get("prefix") ?? "";
  if (prefix.length < 2 || prefix.length > 50) return fail(400, "Bad Request", "prefix has 2 to 50 characters", path);
  const completions = products.map((each) => each.name.toLowerCase()).filter((name) => name.startsWith(prefix.toLowerCase()));
  return [200, { completions: completions.slice(0, 10) }];
}

// Each calling program has a key of its own. On a developer's machine there is one that everybody knows.
const keys = new Set((process.env.SEARCH_KEYS ?? "local").split(","));

const routes = { "/search": search, "/suggestions": suggest };

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://localhost");
  const route = routes[url.pathname];
  const [status, body] = !route
    ? fail(404, "Not Found", "there is nothing here", url.pathname.slice(0, 2048))
    : request.method !== "GET"
      ? fail(405, "Method Not Allowed", "only GET", url.pathname)
      : !keys.has(request.headers["x-api-key"])
        ? fail(401, "Unauthorized", "X-Api-Key is missing or unknown", url.pathname)
        : route(url.searchParams, url.pathname);
  const text = JSON.stringify(body);
  const headers = { "Content-Type": "application/json", "Content-Length": Buffer.byteLength(text), "X-Search-Trace": request.headers.traceparent ?? "" };
  response.writeHead(status, status === 405 ? { ...headers, Allow: "GET" } : headers);
  response.end(request.method === "HEAD" ? undefined : text);
});

server.listen(Number(process.env.PORT ?? 8081), "127.0.0.1", () => console.log(`search listens on ${server.address().port}`));
process.on("SIGTERM", () => server.close(() => process.exit(0)));
