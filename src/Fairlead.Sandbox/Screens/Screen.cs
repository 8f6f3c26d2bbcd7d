namespace Fairlead.Sandbox.Screens;

/// <summary>Which fields can be set, in order, and which of them must be.</summary>
internal sealed class Screen(IEnumerable<string> fieldIds, params IEnumerable<string> required)
{
    private readonly List<string> _fields = [.. fieldIds];
    private readonly HashSet<string> _required = [.. required];

    public IReadOnlyList<string> FieldIds => _fields;

    public IReadOnlyCollection<string> Required => _required;

    public bool Has(string fieldId) => _fields.Contains(fieldId);

    public bool Requires(string fieldId) => _required.Contains(fieldId);

    public void Add(string fieldId, bool isRequired)
    {
        if (!_fields.Contains(fieldId))
            _fields.Add(fieldId);
        if (isRequired)
            _required.Add(fieldId);
        else
            _required.Remove(fieldId);
    }

    public Screen With(string fieldId, bool isRequired)
    {
        var screen = new Screen(_fields, _required);
        screen.Add(fieldId, isRequired);
        return screen;
    }

    public void Remove(string fieldId)
    {
        _fields.Remove(fieldId);
        _required.Remove(fieldId);
    }
}
