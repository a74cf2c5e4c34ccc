//! Typed positions: an index into one list does not compile as an index into another.

use std::fmt::Debug;
use std::marker::PhantomData;
use std::ops::{Index, IndexMut, Range};

/// A position in an [`IndexVec`] of its kind.
pub trait Idx: Copy + Ord + Debug {
    /// The index of this position.
    fn new(position: usize) -> Self;

    /// Counted from 0.
    fn position(self) -> usize;
}

macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(usize);

        impl Idx for $name {
            #[inline]
            fn new(position: usize) -> Self {
                Self(position)
            }

            #[inline]
            fn position(self) -> usize {
                self.0
            }
        }
    )*};
}

indices! {
    /// A technology of the catalogue.
    TechnologyIdx;
    /// A layer of the catalogue.
    LayerIdx;
    /// A criterion of the catalogue.
    CriterionIdx;
    /// A technology in a layer where it may be chosen.
    CandidateIdx;
    /// A weight among those of one layer.
    WeightIdx;
    /// A condition of a rule, each distinct condition once.
    ConditionId;
    /// A hard rule.
    RuleIdx;
    /// A rule about two candidates.
    PairRuleIdx;
    /// A soft rule.
    PreferenceIdx;
    /// A veto.
    VetoIdx;
    /// A multiplier of weights.
    MultiplierIdx;
    /// A candidate's position in the search order.
    SlotIdx;
    /// A level of the search tree: the layer that is decided there.
    Depth;
    /// A derived fact.
    FactIdx;
    /// A value of a derived fact, the lowest first.
    Level;
    /// A product of a family of products.
    ProductIdx;
    /// A single-answer change among those that were tried.
    VariantIdx;
}

/// A list that only its own kind of index can address.
#[derive(Debug, PartialEq, Eq)]
pub struct IndexVec<I, T> {
    items: Vec<T>,
    index: PhantomData<I>,
}

impl<I, T: Clone> Clone for IndexVec<I, T> {
    fn clone(&self) -> Self {
        self.items.clone().into()
    }

    fn clone_from(&mut self, source: &Self) {
        self.items.clone_from(&source.items);
    }
}

impl<I: Idx, T> IndexVec<I, T> {
    /// `len` clones of an item.
    pub fn filled(item: T, len: usize) -> Self
    where
        T: Clone,
    {
        vec![item; len].into()
    }

    /// How many items there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are no items.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Appends an item and returns its index.
    pub fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::new(self.items.len() - 1)
    }

    /// The items in order.
    #[inline]
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.items.iter()
    }

    /// The items in order, to change them.
    #[inline]
    pub fn iter_mut(&mut self) -> std::slice::IterMut<'_, T> {
        self.items.iter_mut()
    }

    /// All indices in order.
    #[inline]
    pub fn indices(&self) -> impl DoubleEndedIterator<Item = I> + Clone + use<I, T> {
        (0..self.items.len()).map(I::new)
    }

    /// The items with their indices.
    #[inline]
    pub fn enumerate(&self) -> impl Iterator<Item = (I, &T)> {
        let items = self.items.iter().enumerate();
        items.map(|(position, item)| (I::new(position), item))
    }

    /// The items without their kind of index.
    #[inline]
    pub fn as_slice(&self) -> &[T] {
        &self.items
    }
}

impl<I, T> Default for IndexVec<I, T> {
    fn default() -> Self {
        Vec::new().into()
    }
}

impl<I, T> From<Vec<T>> for IndexVec<I, T> {
    fn from(items: Vec<T>) -> Self {
        Self {
            items,
            index: PhantomData,
        }
    }
}

impl<I, T> FromIterator<T> for IndexVec<I, T> {
    fn from_iter<A: IntoIterator<Item = T>>(items: A) -> Self {
        items.into_iter().collect::<Vec<T>>().into()
    }
}

impl<I, T> IntoIterator for IndexVec<I, T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.into_iter()
    }
}

impl<'a, I, T> IntoIterator for &'a IndexVec<I, T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl<I: Idx, T> Index<I> for IndexVec<I, T> {
    type Output = T;

    #[inline]
    fn index(&self, index: I) -> &T {
        &self.items[index.position()]
    }
}

impl<I: Idx, T> IndexMut<I> for IndexVec<I, T> {
    #[inline]
    fn index_mut(&mut self, index: I) -> &mut T {
        &mut self.items[index.position()]
    }
}

impl<I: Idx, T> Index<IndexRange<I>> for IndexVec<I, T> {
    type Output = [T];

    #[inline]
    fn index(&self, range: IndexRange<I>) -> &[T] {
        &self.items[range.positions()]
    }
}

/// Indices that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IndexRange<I> {
    start: I,
    end: I,
}

impl<I: Idx> IndexRange<I> {
    /// From the first index up to, and without, `end`.
    pub fn new(start: I, end: I) -> Self {
        Self { start, end }
    }

    /// How many indices there are.
    #[inline]
    pub fn len(self) -> usize {
        self.positions().len()
    }

    /// Whether there are no indices.
    pub fn is_empty(self) -> bool {
        self.positions().is_empty()
    }

    /// The first index; where a range is empty, the one after it.
    #[inline]
    pub fn start(self) -> I {
        self.start
    }

    /// The index after the last.
    #[inline]
    pub fn end(self) -> I {
        self.end
    }

    /// The indices in order.
    #[inline]
    pub fn iter(self) -> impl DoubleEndedIterator<Item = I> + Clone {
        self.positions().map(I::new)
    }

    /// The plain positions, to slice with.
    #[inline]
    pub fn positions(self) -> Range<usize> {
        self.start.position()..self.end.position()
    }
}
