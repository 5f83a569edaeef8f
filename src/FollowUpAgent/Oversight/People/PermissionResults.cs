namespace FollowUpAgent.Oversight.People;

/// <summary>What an endpoint answers to somebody who may not.</summary>
internal static class PermissionResults
{
    /// <summary>Whether they may, and if not, the answer that says why.</summary>
    /// <param name="permission">What was found.</param>
    /// <param name="by">The name to remember.</param>
    /// <param name="refusal">The answer; null where they may.</param>
    public static bool IsGranted(this Permission permission, out string by, out IResult? refusal)
    {
        (by, refusal) = permission switch
        {
            Permission.Granted granted => (granted.By ?? "", null),
            Permission.Unnamed unnamed => ("", Problem(StatusCodes.Status422UnprocessableEntity, unnamed.Reason)),
            Permission.Forbidden forbidden => ("", Problem(StatusCodes.Status403Forbidden, forbidden.Reason)),
            _ => throw new InvalidOperationException($"No such permission: {permission}."),
        };
        return refusal is null;
    }

    private static IResult Problem(int status, string reason) => Results.Problem(statusCode: status, title: "The request cannot be carried out", detail: reason);
}
