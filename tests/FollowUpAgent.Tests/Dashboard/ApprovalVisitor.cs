using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Dashboard;

/// <summary>A browser without script at the private listener: it keeps cookies, follows what it is led to and sends forms as they stand.</summary>
internal sealed class ApprovalVisitor : IDisposable
{
    private readonly HttpClient client;

    public ApprovalVisitor(AgentInTest agent) => client = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() })
    {
        BaseAddress = new UriBuilder(agent.AddressOf(1)) { Host = "127.0.0.1" }.Uri,
    };

    /// <summary>The addresses of what the list shows.</summary>
    public IReadOnlyList<string> Listed => [.. Page.QuerySelectorAll("ul.waiting h3 a").Select(a => a.GetAttribute("href")!)];

    /// <summary>Where the last answer was.</summary>
    public string Path { get; private set; } = "";

    public HttpStatusCode Status { get; private set; }

    public IHtmlDocument Page { get; private set; } = null!;

    public string Text => Page.Body!.TextContent;

    /// <summary>An agent that asks about every mail, with its pages.</summary>
    public static async Task<AskedAgent> ServedAsync(DatabaseKind kind, int contacts, params (string Key, string? Value)[] settings)
    {
        var asked = await AskedAgent.AskAsync(kind, contacts, settings);
        await asked.Agent.ServeAsync();
        return asked;
    }

    public async Task<ApprovalVisitor> OpenAsync(string path)
    {
        using var answer = await client.GetAsync(new Uri(path, UriKind.Relative));
        return await ReadAsync(answer);
    }

    /// <summary>Fills in and sends the form of the page that leads there.</summary>
    public Task<ApprovalVisitor> SendAsync(string action, params (string Name, string? Value)[] typed)
    {
        var form = Page.QuerySelectorAll("form").First(f => f.GetAttribute("action") == action && typed.All(t => f.QuerySelector($"[name={t.Name}]") is not null));
        var fields = form.QuerySelectorAll("input[type=hidden]").ToDictionary(i => i.GetAttribute("name")!, i => i.GetAttribute("value")!);
        foreach (var (name, value) in typed)
        {
            fields.Remove(name);
            if (value is not null)
            {
                fields[name] = value;
            }
        }

        return PostAsync(action, fields);
    }

    public async Task<ApprovalVisitor> PostAsync(string action, IReadOnlyDictionary<string, string> fields)
    {
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await client.PostAsync(new Uri(action, UriKind.Relative), content);
        return await ReadAsync(answer);
    }

    public void Dispose() => client.Dispose();

    private async Task<ApprovalVisitor> ReadAsync(HttpResponseMessage answer)
    {
        (Path, Status) = (answer.RequestMessage!.RequestUri!.PathAndQuery, answer.StatusCode);
        Page = new HtmlParser().ParseDocument(await answer.Content.ReadAsStringAsync());
        return this;
    }
}
