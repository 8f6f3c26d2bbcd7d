using Microsoft.AspNetCore.Http;

namespace Fairlead.Platform.Http;

/// <summary>On a route whose answers have another product's shape: how its problems are written there.</summary>
internal sealed record ProblemForm(Func<HttpContext, Problem, Task> Write);
