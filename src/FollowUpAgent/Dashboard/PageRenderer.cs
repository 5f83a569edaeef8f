using System.Globalization;
using FollowUpAgent.Reports;
using FollowUpAgent.Reports.Rendering;
using FollowUpAgent.Storage;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.JSInterop;
using Radzen;

namespace FollowUpAgent.Dashboard;

/// <summary>
/// Renders Razor components to a page. They have services of their own, made when the first page is asked for: a worker that nobody looks
/// at pays nothing for its pages, and no circuit, cookie or key ring comes along.
/// </summary>
internal sealed class PageRenderer(ILoggerFactory logs, Database database) : IAsyncDisposable
{
    private readonly Lazy<ServiceProvider> services = new(() => Build(logs));

    /// <summary>The page of a component that finds its texts and figures in a <see cref="PageContext"/>.</summary>
    public async Task<string> RenderAsync<TPage>(Texts texts, object view, CancellationToken cancellationToken)
        where TPage : IComponent
    {
        var waiting = await database.ReadAsync(s => s.CountWaitingAsync(LiveFeed.MostCounted), cancellationToken);
        await using var scope = services.Value.CreateAsyncScope();
        var context = scope.ServiceProvider.GetRequiredService<PageContext>();
        (context.Texts, context.Words, context.View, context.Waiting) = (texts, new Words(texts), view, waiting);
        await using var renderer = new HtmlRenderer(scope.ServiceProvider, logs);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            // The charts write their axes in the culture of the flow.
            CultureInfo.CurrentCulture = texts.Culture;
            var output = await renderer.RenderComponentAsync<TPage>();
            return output.ToHtmlString();
        });
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => services.IsValueCreated ? services.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static ServiceProvider Build(ILoggerFactory logs)
    {
        var services = new ServiceCollection();
        services.AddSingleton(logs);
        services.AddLogging();
        services.AddRadzenComponents();
        services.AddScoped<IJSRuntime, NoScript>();
        services.AddScoped<NavigationManager, OnePlace>();
        services.AddScoped<PageContext>();
        return (ServiceProvider)new DefaultServiceProviderFactory().CreateServiceProvider(services);
    }

    // What is rendered once on the server has no browser to talk to.
    private sealed class NoScript : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => default;

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => default;
    }

    private sealed class OnePlace : NavigationManager
    {
        public OnePlace() => Initialize("http://localhost/", "http://localhost/");
    }
}

/// <summary>What the components of one page share: language and figures.</summary>
internal sealed class PageContext
{
    /// <summary>The language.</summary>
    public Texts Texts { get; set; } = Texts.Find("en")!;

    /// <summary>How figures are written.</summary>
    public Words Words { get; set; } = new(Texts.Find("en")!);

    /// <summary>The figures.</summary>
    public object View { get; set; } = new();

    /// <summary>What waits for people.</summary>
    public WaitingRow Waiting { get; set; } = new();

    /// <summary>A number for an attribute of the page, the same in every language.</summary>
    public static string Plain(double number) => number.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>A moment in UTC.</summary>
    public string Time(DateTimeOffset moment) => moment.UtcDateTime.ToString("ddd d MMM HH:mm", Texts.Culture);

    /// <summary>A moment in UTC, which the script writes in the reader's zone.</summary>
    public RenderFragment Moment(DateTimeOffset moment) => Marked(moment, "moment", $"{Time(moment)} UTC");

    /// <summary>The same, the hour alone.</summary>
    public RenderFragment Hour(DateTimeOffset moment) => Marked(moment, "hour", moment.UtcDateTime.ToString("HH:mm", Texts.Culture));

    private static RenderFragment Marked(DateTimeOffset moment, string form, string text) => builder =>
    {
        builder.OpenElement(0, "time");
        builder.AddAttribute(1, "data-form", form);
        builder.AddAttribute(2, "datetime", moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        builder.AddContent(3, text);
        builder.CloseElement();
    };
}
