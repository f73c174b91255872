from tests.read.frameworks.conftest import Read


def test_express_routes_inline_chained_and_mounted(facts: Read) -> None:
    found = facts(
        {
            "app.js": "const express = require('express');\nconst orders = require('./orders');\nconst app = express();\n"
            "const admin = express.Router();\napp.use('/orders', orders);\napp.use('/admin', admin);\n"
            "admin.delete('/all', (req, res) => { wipe(); });\napp.get('port');\nfunction wipe() {}\n",
            "orders.js": "const { Router } = require('express');\nconst ctrl = require('./controller');\nconst router = Router();\n"
            "router.get('/:id', auth, ctrl.find);\nrouter.route('/').post(ctrl.place);\nmodule.exports = router;\n",
            "controller.js": "exports.find = async (req, res) => {};\nexports.place = async function (req, res) {};\n",
        }
    )
    assert found.endpoints() == {
        ("DELETE", "/admin/all", "delete /all"),
        ("GET", "/orders/{id}", "find"),
        ("POST", "/orders", "place"),
    }


def test_fastify_plugins_and_routes_by_file(facts: Read) -> None:
    found = facts(
        {
            "server.ts": "import { orders } from './orders';\nconst app = fastify();\napp.register(orders, { prefix: '/v1' });\n",
            "orders.ts": "export async function orders(app: FastifyInstance) {\n"
            "  app.route({ method: 'PUT', url: '/orders/:id', handler: replace });\n}\nfunction replace() {}\n",
            "src/app/api/carts/[id]/route.ts": "export async function GET() {}\nfunction helper() {}\n",
            "src/api/store/carts/(x)/route.ts": "export const POST = async (req, res) => {};\n",
            "pages/api/health.ts": "export default function handler(req, res) {}\n",
        }
    )
    assert found.endpoints() == {
        ("PUT", "/v1/orders/{id}", "replace"),
        ("GET", "/api/carts/{id}", "GET"),
        ("POST", "/store/carts", "POST"),
        ("ANY", "/api/health", "handler"),
    }


def test_settings_calls_out_mail_and_schedules(facts: Read) -> None:
    found = facts(
        {
            "a.ts": "import axios from 'axios';\nimport cron from 'node-cron';\nconst URL = 'https://pay.example.com';\n"
            "const { SMTP_HOST, PORT } = process.env;\n"
            "export async function charge() { await axios.post(`${URL}/charges`); return fetch(process.env.RATES_URL); }\n"
            "export function note() { transporter.sendMail({}); new Map().get('/x'); }\n"
            "class Settings { constructor(private config: ConfigService) {} url() { return this.config.get('PAY_URL'); } }\n"
            "cron.schedule('0 3 * * *', charge);\n"
        }
    )
    assert found.settings() == {
        ("a.ts", "SMTP_HOST"),
        ("a.ts", "PORT"),
        ("charge", "RATES_URL"),
        ("Settings.url", "PAY_URL"),
    }
    assert found.outbound() == {
        ("charge", "http", "https://pay.example.com/charges"),
        ("charge", "http", "process.env.RATES_URL"),
        ("note", "mail", "transporter"),
    }
    assert found.jobs() == {("charge", "0 3 * * *")}


def test_events_of_emitters_and_subscribers(facts: Read) -> None:
    found = facts(
        {
            "names.ts": "export const Events = { PLACED: 'order.placed' };\n",
            "index.ts": "export * from './names';\n",
            "a.ts": "import { Events } from './index';\n"
            "export function place() { bus.emit(Events.PLACED, {}); stream.emit('data'); bus.emit('error'); }\n"
            "emitter.on('order.placed', told);\nfunction told() {}\n",
            "subscriber.ts": "import { SubscriberConfig } from '@medusajs/framework';\nimport { Events } from './index';\n"
            "export default async function mail() {}\nexport const config: SubscriberConfig = { event: Events.PLACED };\n",
        }
    )
    assert found.events() == {
        ("place", "raise", "order.placed"),
        ("told", "handle", "order.placed"),
        ("mail", "handle", "order.placed"),
    }
