using Fairlead.Jira;

namespace Fairlead.Platform.Tickets.Protocol;

/// <summary>Which fields Jira refused in a create or an edit, where that can go out without them. Pure.</summary>
internal static class RefusedFields
{
    private const string Parent = "parent";

    /// <summary>Under what Jira says that a parent does not fit: the field, its level, or its project.</summary>
    private static readonly HashSet<string> OfParents = [Parent, "parentId", "pid"];

    public static bool IsOfParent(string key) => OfParents.Contains(key);

    /// <param name="spare">Ids of the fields that were sent and need not be.</param>
    /// <returns>Jira's words by the field's id; <see langword="null"/> where it names no field, or something else as well.</returns>
    public static IReadOnlyDictionary<string, string>? Of(JiraError error, IReadOnlySet<string> spare)
    {
        var refused = new Dictionary<string, string>();
        foreach (var (key, words) in error.FieldErrors)
        {
            var id = IsOfParent(key) && !spare.Contains(key) ? Parent : key;
            if (!spare.Contains(id))
                return null;
            refused.TryAdd(id, words);
        }

        return refused.Count == 0 ? null : refused;
    }
}
