using Fairlead.Platform.Http;

namespace Fairlead.Web.Pages.Comments;

/// <summary>What comment rules are to be tried on, as it was entered.</summary>
/// <param name="Configuration">Id of the one whose rules are tried.</param>
/// <param name="Text">As if anyone had written it; this or <paramref name="Issue"/>.</param>
/// <param name="As">Who wrote the text, as a person names them; empty: anyone.</param>
/// <param name="Issue">Key of an issue.</param>
/// <param name="Problem">Why nothing was tried.</param>
public sealed record TryDraft(string Configuration = "", string Text = "", string As = "", string Issue = "", Problem? Problem = null);

/// <summary>A comment, and how the rules judge it.</summary>
/// <param name="Note">Why it would not be listened to all the same; <see langword="null"/>: it would.</param>
public sealed record TriedRow(string Author, string Text, string Verdict, string? Note);
