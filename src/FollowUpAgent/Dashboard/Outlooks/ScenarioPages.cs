using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Dashboard.Pages;
using FollowUpAgent.Scenarios;
using FollowUpAgent.Scenarios.Comparing;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Outlooks;

/// <summary>The page of scenarios: those that were written, and some of them beside what holds now.</summary>
internal sealed class ScenarioPages(Database database, ScenarioComparing comparing, PageDesk page) : IDisposable
{
    private const string Path = "/scenarios";
    private const int MostListed = 100;

    // Each reads months of the log: one at a time, and who comes meanwhile is told so.
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>The page.</summary>
    public async Task<IResult> ShowAsync(HttpContext http)
    {
        var names = http.Request.Query["name"].OfType<string>().Where(n => n.Length > 0).ToList();
        if (names.Count >= ScenarioComparing.Most || names.Any(n => n.Length > 200 || n.Any(char.IsControl)))
        {
            return await page.SayAsync(http, StatusCodes.Status400BadRequest, "scenarios.names.wrong", Path);
        }

        var all = await database.ReadAsync(s => s.ListScenariosAsync(MostListed), http.RequestAborted);
        if (names.Count == 0)
        {
            return await page.ShowAsync<ScenariosPage>(http, new ScenariosView(all, names, null, null));
        }

        if (!await gate.WaitAsync(0, http.RequestAborted))
        {
            return await page.SayAsync(http, StatusCodes.Status503ServiceUnavailable, "scenarios.busy", Path);
        }

        try
        {
            var answer = await comparing.CompareAsync(names, null, http.RequestAborted);
            var refused = (answer as ComparisonAnswer.Refused)?.Reason;
            return await page.ShowAsync<ScenariosPage>(
                http, new ScenariosView(all, names, (answer as ComparisonAnswer.Made)?.Comparison, refused), refused is null ? null : StatusCodes.Status422UnprocessableEntity);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => gate.Dispose();
}

/// <summary>What the page of scenarios shows.</summary>
/// <param name="All">Those that were written, newest first.</param>
/// <param name="Chosen">The names of those that are compared.</param>
/// <param name="Comparison">The comparison; null where none was asked for, or none can be made.</param>
/// <param name="Refused">Why none can be made; or null.</param>
internal sealed record ScenariosView(IReadOnlyList<Scenario> All, IReadOnlyList<string> Chosen, Comparison? Comparison, string? Refused);
