namespace Fairlead.Sandbox.Fields;

/// <summary>All fields by id and by the names that JQL knows them by.</summary>
internal sealed class FieldCatalogue
{
    private readonly List<Field> _all = [];
    private readonly Dictionary<string, Field> _byId = [];

    public IReadOnlyList<Field> All => _all;

    public void Add(Field field)
    {
        _all.Add(field);
        _byId[field.Id] = field;
    }

    public Field? Find(string id) => _byId.GetValueOrDefault(id);

    public Field? FindByClause(string name) => _all.Find(f =>
        f.Id.Equals(name, StringComparison.OrdinalIgnoreCase)
        || f.ClauseNames.Any(c => c.Equals(name, StringComparison.OrdinalIgnoreCase)));

    public void Clear()
    {
        _all.Clear();
        _byId.Clear();
    }
}
