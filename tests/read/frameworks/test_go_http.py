from tests.read.frameworks.conftest import Read

_MOD = {"go.mod": "module example.com/shop\n"}


def test_patterns_of_the_standard_library(facts: Read) -> None:
    found = facts(
        {
            "main.go": 'package main\nimport "net/http"\nfunc main() {\n\tmux := http.NewServeMux()\n'
            '\tmux.HandleFunc("GET /orders/{id}", find)\n\thttp.Handle("/health", http.HandlerFunc(health))\n}\n'
            "func find(w http.ResponseWriter, r *http.Request) {}\nfunc health(w http.ResponseWriter, r *http.Request) {}\n"
        }
    )
    assert found.endpoints() == {("GET", "/orders/{id}", "find"), ("ANY", "/health", "health")}


def test_groups_nest_through_locals_closures_and_functions_of_other_packages(facts: Read) -> None:
    found = facts(
        _MOD
        | {
            "main.go": 'package main\nimport (\n\t"github.com/gin-gonic/gin"\n\t"example.com/shop/orders"\n)\n'
            "func main() {\n\tr := gin.Default()\n"
            '\tapi := r.Group("/api")\n\tv1 := api.Group("/v1")\n\torders.Register(v1)\n'
            '\tv1.GET("/ping", func(c *gin.Context) { pong() })\n}\nfunc pong() {}\n',
            "orders/http.go": 'package orders\nimport "github.com/gin-gonic/gin"\ntype handler struct{}\n'
            'func Register(g *gin.RouterGroup) {\n\th := &handler{}\n\tg.POST("/orders", auth, h.place)\n}\n'
            "func (h *handler) place(c *gin.Context) {}\n",
            "chi/chi.go": 'package chi\nimport "github.com/go-chi/chi/v5"\nfunc routes(r chi.Router) {\n'
            '\tr.Route("/carts", func(r chi.Router) {\n\t\tr.With(auth).Get("/{id}", show)\n\t})\n}\nfunc show() {}\n',
        }
    )
    assert found.endpoints() == {
        ("GET", "/api/v1/ping", "main.GET /ping"),
        ("POST", "/api/v1/orders", "place"),
        ("GET", "/carts/{id}", "show"),
    }


def test_gorilla_and_beego(facts: Read) -> None:
    found = facts(
        {
            "main.go": 'package main\nimport "github.com/gorilla/mux"\nfunc main() {\n\tr := mux.NewRouter()\n'
            '\ts := r.PathPrefix("/orders").Subrouter()\n\ts.HandleFunc("/{id}", find).Methods("GET")\n'
            '\tr.Path("/pay").Methods("POST").HandlerFunc(pay)\n\tweb.Router("/c", &Login{}, "post:In;get:Out")\n}\n'
            "func find() {}\nfunc pay() {}\ntype Login struct{}\nfunc (l *Login) In() {}\nfunc (l *Login) Out() {}\n"
        }
    )
    assert found.endpoints() == {
        ("GET", "/orders/{id}", "find"),
        ("POST", "/pay", "pay"),
        ("POST", "/c", "In"),
        ("GET", "/c", "Out"),
    }


def test_a_registered_grpc_service_has_the_methods_of_its_interface(facts: Read) -> None:
    found = facts(
        _MOD
        | {
            "pb/orders_grpc.pb.go": "package pb\ntype OrdersServer interface {\n\tPlace(x int) error\n}\n",
            "main.go": 'package main\nimport "example.com/shop/pb"\ntype server struct{}\nfunc newServer() *server { return &server{} }\n'
            "func (s *server) Place(x int) error { return nil }\nfunc (s *server) Close() {}\n"
            "func main() { pb.RegisterOrdersServer(g, newServer()) }\n",
        }
    )
    assert found.endpoints() == {("GRPC", "/Orders/Place", "Place")}


def test_what_is_no_router_has_no_routes(facts: Read) -> None:
    found = facts(
        {
            "main.go": 'package main\nfunc main() {\n\tcache := NewCache()\n\tcache.Get("/orders", load)\n}\nfunc load() {}\n'
        }
    )
    assert found.endpoints() == set()


def test_a_group_kept_in_a_variable_of_the_package_serves_what_other_files_register(facts: Read) -> None:
    found = facts(
        _MOD
        | {
            "conf/c.go": 'package conf\nconst ApiUri = "/api/v1"\n',
            "server/start.go": 'package server\nimport (\n\t"github.com/gin-gonic/gin"\n\t"example.com/shop/conf"\n)\n'
            "func Start(router *gin.Engine, c *conf.Config) {\n\tAPIv1 = router.Group(c.BaseUri(conf.ApiUri), Log(c))\n"
            "\tregister()\n}\n",
            "server/routes.go": 'package server\nimport (\n\t"github.com/gin-gonic/gin"\n\t"example.com/shop/api"\n)\n'
            "var APIv1 *gin.RouterGroup\nfunc register() {\n\tapi.GetFace(APIv1)\n}\n",
            "api/faces.go": 'package api\nimport "github.com/gin-gonic/gin"\nfunc GetFace(router *gin.RouterGroup) {\n'
            '\trouter.GET("/faces/:id", show)\n}\nfunc show(c *gin.Context) {}\n',
        }
    )
    assert found.endpoints() == {("GET", "/api/v1/faces/{id}", "show")}
