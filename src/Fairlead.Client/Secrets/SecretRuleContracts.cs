using Fairlead.Kernel;

namespace Fairlead.Client.Secrets;

/// <summary>A rule by which secrets are found, as it stands in this Fairlead.</summary>
/// <param name="ApiName">In the scanner API: upper snake case.</param>
/// <param name="Vendor">Whose secrets it finds.</param>
/// <param name="BuiltIn">It came with Fairlead; else an administrator added it.</param>
/// <param name="Problem">Why it finds nothing though it is enabled; null: nothing is wrong.</param>
/// <param name="ChangedBy">Who added or changed it last; null: it came with Fairlead.</param>
/// <param name="Revoke">What the owner of such a secret does to make it worthless.</param>
/// <param name="Text">Of one that was added, as a rule file; null in lists.</param>
/// <param name="Pattern">As it is run; null in lists, and where code of Fairlead finds it.</param>
public sealed record SecretRuleResponse(
    string Id, string ApiName, string Title, string Vendor, Severity Severity, bool Enabled, bool BuiltIn, string? Problem, string? ChangedBy, DateTimeOffset? ChangedAt,
    string Revoke, string? Text, string? Pattern);

/// <summary>Rules to add, or to replace by their ids.</summary>
/// <param name="Text">A rule file.</param>
/// <param name="TestText">Where a rule has no examples, a text in which it finds something; it is not kept.</param>
/// <param name="DryRun">Only shows what they are and find.</param>
public sealed record SecretRulesRequest(string Text, string? TestText = null, bool DryRun = false);

/// <summary>Rules of another scanner to take, or to replace by their ids.</summary>
/// <param name="Name">Of the file, without its folder: rules without a source of their own tell it as theirs.</param>
/// <param name="Text">gitleaks.toml, a rule file of Kingfisher, or one of Fairlead.</param>
/// <param name="DryRun">Only shows what would come of each.</param>
public sealed record SecretRulesImportRequest(string Name, string Text, bool DryRun = false);

/// <param name="Saved">Whether the rules are kept; never where only a try was asked for, or none could be taken.</param>
/// <param name="Rules">Those that can be taken, in the order of the file.</param>
/// <param name="Left">What cannot, in the order of the file.</param>
public sealed record SecretRulesImported(bool Saved, IReadOnlyList<ImportedSecretRule> Rules, IReadOnlyList<LeftOfImport> Left);

/// <param name="Change"><c>created</c>, <c>replaced</c> or <c>unchanged</c>.</param>
public sealed record ImportedSecretRule(string Id, string Title, string Change);

/// <summary>Something of another scanner's file that was not carried over.</summary>
/// <param name="Rule">Its id in the file, or here; null: it is of no one rule.</param>
/// <param name="Line">In the file, from 1; null: it is of the whole rule.</param>
/// <param name="LeftOut">Whether the rule was left out; else it was taken without this.</param>
public sealed record LeftOfImport(string? Rule, long? Line, string Reason, bool LeftOut);

/// <param name="Saved">Whether they are kept; never where only a try was asked for.</param>
public sealed record SecretRulesAdded(bool Saved, IReadOnlyList<AddedSecretRule> Rules);

/// <param name="Change"><c>created</c>, <c>replaced</c> or <c>unchanged</c>.</param>
/// <param name="Pattern">Of a regular expression, as it is run.</param>
/// <param name="Literals">Of a regular expression, texts of which every match holds one; none: all of each text is read.</param>
/// <param name="Hits">What it finds in the text that was given to try it on, 100 at most.</param>
public sealed record AddedSecretRule(string Id, string Title, string Change, string? Pattern, IReadOnlyList<string> Literals, IReadOnlyList<SecretRuleHit> Hits);

/// <param name="Column">In bytes of UTF-8, from 1; so is the line.</param>
/// <param name="Masked">Its first four characters at most, and its length.</param>
public sealed record SecretRuleHit(long Line, long Column, int Length, string Masked);
