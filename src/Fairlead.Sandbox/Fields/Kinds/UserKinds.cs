using System.Text.Json.Nodes;
using Fairlead.Sandbox.People;
using Fairlead.Sandbox.Serving;
using Fairlead.Sandbox.Sites;

namespace Fairlead.Sandbox.Fields.Kinds;

/// <summary>One user.</summary>
internal sealed class UserKind : FieldKind
{
    public override JsonObject Schema() => new() { ["type"] = "user" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var account = Find(value, scope);
        if (account is null)
            return null;
        if (scope.Field.Id == FieldIds.Assignee && (!account.IsAssignable || !account.IsActive
            || !scope.Site.Permissions.Has(account, PermissionKeys.AssignableUser, scope.Project)))
        {
            throw new FieldRefusal($"User '{account.Handle(scope.Site.Options.Edition)}' cannot be assigned issues.");
        }

        return account;
    }

    public override JsonNode? Write(object value, JiraView view) => view.Of((Account)value);

    public override (string? Id, string? Text) Audit(object? value) =>
        value is Account account ? (account.Key, account.DisplayName) : (null, null);

    public override IEnumerable<string> Terms(object value) => TermsOf((Account)value);

    public override string? Words(object value) => ((Account)value).DisplayName;

    public override IComparable? Rank(object value) => ((Account)value).DisplayName;

    public override bool Knows(string operand, Field field, Site site) => KnowsUser(operand, site);

    internal static Account? Find(JsonNode value, FieldScope scope)
    {
        var json = Object(value);
        if (scope.Site.IsCloud)
        {
            if (json.ContainsKey("accountId") ? json["accountId"] is null : json.ContainsKey("id") && json["id"] is null)
                return null;
            var id = Text(json["accountId"]) ?? Text(json["id"]);
            if (id is null)
            {
                throw new FieldRefusal(json.ContainsKey("name") || json.ContainsKey("key")
                    ? "'accountId' must be the only user identifying query parameter in GDPR strict mode."
                    : "expected 'accountId' property to be provided");
            }

            return id == "-1"
                ? null
                : scope.Site.FindAccount(id) ?? throw new FieldRefusal($"User '{id}' does not exist.");
        }

        if (json.ContainsKey("name") && json["name"] is null)
            return null;
        var name = Text(json["name"]) ?? Text(json["key"]) ?? throw new FieldRefusal("expected 'name' property to be provided");
        return name is "-1" or ""
            ? null
            : scope.Site.FindAccount(name) ?? throw new FieldRefusal($"User '{name}' does not exist.");
    }

    internal static IEnumerable<string> TermsOf(Account account) =>
        [account.AccountId.ToLowerInvariant(), account.Name.ToLowerInvariant(), account.Key.ToLowerInvariant(),
            account.Email.ToLowerInvariant(), account.DisplayName.ToLowerInvariant()];

    internal static bool KnowsUser(string operand, Site site) =>
        site.People.Exists(a => TermsOf(a).Contains(operand.ToLowerInvariant()));
}

/// <summary>Several users.</summary>
internal sealed class UsersKind : FieldKind
{
    public override IReadOnlyList<string> Operations => ["add", "set", "remove"];

    public override JsonObject Schema() => new() { ["type"] = "array", ["items"] = "user" };

    public override object? Read(JsonNode value, FieldScope scope)
    {
        var accounts = Array(value).Select(v => UserKind.Find(v!, scope)).OfType<Account>().ToList();
        return accounts.Count == 0 ? null : new AccountSet(accounts);
    }

    public override JsonNode? Write(object value, JiraView view) =>
        new JsonArray([.. ((AccountSet)value).Accounts.Select(view.Of)]);

    public override (string? Id, string? Text) Audit(object? value) => value is AccountSet set
        ? (string.Join(", ", set.Accounts.Select(a => a.Key)), string.Join(", ", set.Accounts.Select(a => a.DisplayName)))
        : (null, null);

    public override IEnumerable<string> Terms(object value) => ((AccountSet)value).Accounts.SelectMany(UserKind.TermsOf);

    public override bool Knows(string operand, Field field, Site site) => UserKind.KnowsUser(operand, site);

    public override bool AreEqual(object? left, object? right) =>
        ((left as AccountSet)?.Accounts ?? []).SequenceEqual((right as AccountSet)?.Accounts ?? []);
}

internal sealed record AccountSet(IReadOnlyList<Account> Accounts)
{
    public override string ToString() => string.Join(", ", Accounts.Select(a => a.DisplayName));
}
