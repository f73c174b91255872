using Quartz;
using Shop;
using Shop.Ordering;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddDbContext<ShopContext>();
builder.Services.AddScoped<OrderService>();
builder.Services.AddQuartz(quartz => quartz.ScheduleJob<CloseStaleOrders>(trigger => trigger.WithCronSchedule("0 0 3 * * ?")));
var app = builder.Build();
app.MapControllers();
app.Run();
