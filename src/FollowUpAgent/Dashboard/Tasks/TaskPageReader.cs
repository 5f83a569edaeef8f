using FollowUpAgent.Contacts;
using FollowUpAgent.Dashboard.Forms;
using FollowUpAgent.Hosting.Api;
using FollowUpAgent.Oversight;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Dashboard.Tasks;

/// <summary>Reads what the page of tasks shows.</summary>
internal sealed class TaskPageReader(Database database)
{
    private const int RowsOfPage = 30;

    /// <summary>One page of open tasks, oldest first, after the one that was read last.</summary>
    public Task<TasksView> ListAsync(TaskId? after, FormView form, CancellationToken cancellationToken) => database.ReadAsync(
        async session =>
        {
            var last = after is { } id ? await session.FindTaskAsync(id) : null;
            var rows = await session.ListTasksAsync(areOpen: true, owner: null, RowsOfPage + 1, last is null ? null : new PageMark(Micros.From(last.OpenedAt), last.Id.Value));
            var contacts = (await session.FindContactsAsync(rows.Select(t => t.ContactId).OfType<ContactId>())).ToDictionary(c => c.Id);
            return new TasksView(
                [.. rows.Take(RowsOfPage).Select(t => new TaskLine(t, t.ContactId is { } contact ? contacts.GetValueOrDefault(contact) : null))], rows.Count > RowsOfPage, form);
        },
        cancellationToken);
}

/// <summary>What the page of tasks shows.</summary>
/// <param name="Rows">Those of this page, oldest first.</param>
/// <param name="HasMore">Whether more follow.</param>
/// <param name="Form">The forms.</param>
internal sealed record TasksView(IReadOnlyList<TaskLine> Rows, bool HasMore, FormView Form);

/// <summary>One of them.</summary>
/// <param name="Task">The task.</param>
/// <param name="Contact">For whom; null once erased.</param>
internal sealed record TaskLine(OwnerTask Task, Contact? Contact);
