using FollowUpAgent.Hosting;

namespace FollowUpAgent.Oversight;

/// <summary>Names a task; says nothing about the person.</summary>
internal readonly record struct TaskId(Guid Value) : IId<TaskId>
{
    /// <inheritdoc />
    public static TaskId From(Guid value) => new(value);

    /// <inheritdoc />
    public override string ToString() => Value.ToString();
}
