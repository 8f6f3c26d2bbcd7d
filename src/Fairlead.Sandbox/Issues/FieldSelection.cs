using Fairlead.Sandbox.Fields;

namespace Fairlead.Sandbox.Issues;

/// <summary>Which fields a caller asked for: <c>*all</c>, <c>*navigable</c>, names, and <c>-name</c> to leave one out.</summary>
internal sealed class FieldSelection
{
    private readonly HashSet<string> _wanted = [];
    private readonly HashSet<string> _unwanted = [];
    private readonly bool _all;
    private readonly bool _navigable;

    public FieldSelection(IReadOnlyList<string> asked, string otherwise)
    {
        var terms = asked.Count > 0 ? asked : [otherwise];
        foreach (var term in terms)
        {
            if (term == "*all")
                _all = true;
            else if (term == "*navigable")
                _navigable = true;
            else if (term.StartsWith('-'))
                _unwanted.Add(term[1..]);
            else
                _wanted.Add(term);
        }

        if (_wanted.Count == 0 && !_all && !_navigable)
            _all = true;
    }

    /// <summary>Only ids or keys are asked: the page may be long.</summary>
    public bool IsIdsOnly => !_all && !_navigable && _wanted.All(w => w is "id" or "key" or "issuekey");

    public bool Has(string fieldId) =>
        !_unwanted.Contains(fieldId)
        && (_wanted.Contains(fieldId)
            || _all
            || (_navigable && fieldId is not (FieldIds.Comment or FieldIds.Attachment or FieldIds.Worklog or "timetracking")));
}
